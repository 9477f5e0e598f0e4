/**
 * A recording on disk: lines appended as they come, in a file that is set aside when it has grown large.
 *
 * @module
 */

import { decisionsOf } from "../../functions/model/questions/decisions.ts";
import { logger } from "../log.ts";
import type { Onlooker } from "../controller/onlookers.ts";
import type { RecordingPlace } from "../controller/options.ts";
import { entryFor, nothingTold, type Told } from "./entry.ts";

const log = logger("recording");

/**
 * Writes each pass in its turn. Each file begins with all that was observed, so that it can be replayed alone. When the disk is
 * full, or the like, that is said once and nothing more is recorded: what the controller does comes first.
 *
 * Throws what `Deno.open` throws when the file cannot be made.
 */
export async function openRecording({ path, mostBytes }: RecordingPlace): Promise<Onlooker> {
  let file: Deno.FsFile | undefined = await Deno.open(path, { create: true, append: true, mode });
  let size = (await file.stat()).size;
  let told: Told = nothingTold;
  // What another process has recorded is no beginning for this one.
  if (size > 0) setAside();

  function setAside(): void {
    file?.close();
    file = undefined;
    Deno.renameSync(path, `${path}.1`);
    file = Deno.openSync(path, { createNew: true, write: true, mode });
    [size, told] = [0, nothingTold];
  }

  function giveUp(error: unknown): void {
    log.error("Cannot record any more into {path}: {message}", {
      path,
      message: error instanceof Error ? error.message : String(error),
    });
    file?.close();
    file = undefined;
  }

  return {
    look({ observed, desired }): void {
      if (file === undefined) return;
      try {
        if (size >= mostBytes) setAside();
        const next = entryFor(observed, decisionsOf(desired), told);
        told = next.told;
        size += append(file, `${JSON.stringify(next.entry)}\n`);
      } catch (error) {
        giveUp(error);
      }
    },
    /** What follows begins anew: another process has decided meanwhile. */
    termEnded(): void {
      told = nothingTold;
    },
    [Symbol.asyncDispose](): Promise<void> {
      file?.close();
      file = undefined;
      return Promise.resolve();
    },
  };
}

/** What a cluster looks like is its owner's to show. */
const mode = 0o600;

function append(file: Deno.FsFile, line: string): number {
  const bytes = new TextEncoder().encode(line);
  for (let from = 0; from < bytes.length;) from += file.writeSync(bytes.subarray(from));
  return bytes.length;
}
