/**
 * A recording on disk. Lines are appended to a file. When it is too large, it is renamed to `….1`, and a new file
 * begins.
 *
 * @module
 */

import { causeOf } from "../ground/cause.ts";
import { decisionsOf } from "../../functions/model/questions/decisions.ts";
import { logger } from "../ground/log.ts";
import type { Onlooker } from "../controller/onlookers.ts";
import type { RecordingPlace } from "../controller/options.ts";
import { entryFor, nothingTold, type Told } from "./entry.ts";

const log = logger("recording");

/**
 * Writes a line for each pass. Each file begins with the whole observed world, so that it can be replayed alone. After
 * a failed write, e.g. on a full disk, it logs the error and stops recording, and the controller goes on.
 *
 * Throws the system's error if the file cannot be created, or if an existing file cannot be renamed.
 */
export async function openRecording({ path, mostBytes }: RecordingPlace): Promise<Onlooker> {
  let file: Deno.FsFile | undefined = await Deno.open(path, { create: true, append: true, mode });
  let size = (await file.stat()).size;
  let told: Told = nothingTold;
  // Another process wrote the existing lines, so a new file begins.
  if (size > 0) setAside();

  function setAside(): void {
    file?.close();
    file = undefined;
    Deno.renameSync(path, `${path}.1`);
    file = Deno.openSync(path, { createNew: true, write: true, mode });
    [size, told] = [0, nothingTold];
  }

  function giveUp(error: unknown): void {
    log.error("Cannot write the recording {path}, so it ends: {message}", {
      path,
      message: causeOf(error),
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
    /** Another process may decide before this one leads again, so the next line contains the whole world. */
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

/** Readable only by the owner, since a recording contains the objects of the cluster. */
const mode = 0o600;

function append(file: Deno.FsFile, line: string): number {
  const bytes = new TextEncoder().encode(line);
  for (let from = 0; from < bytes.length;) from += file.writeSync(bytes.subarray(from));
  return bytes.length;
}
