/**
 * `arpeggio replay`: runs today's functions on the passes that `controller --record` has recorded. It replays the
 * controller only; docs/reproduce-a-failover-bug.md says how to reproduce a fault of announcers.
 *
 * @module
 */

import { archivePaths, isArchiveName, readArchive } from "../../reading/archive.ts";
import { collect } from "../../reading/source.ts";
import { reasonOf } from "../../reading/system_reason.ts";
import { causeOf } from "../../ground/cause.ts";
import { Command } from "commander";
import { textLines } from "../../ground/text_lines.ts";
import { RecordingError, replay, type Replayed } from "../../recording/replay.ts";
import { exitCodes, finding, fine, outputOption, structuredText, type Tell, tellUser } from "../text/answer.ts";
import { textOf } from "../text/output.ts";
import { Progress } from "../text/progress.ts";
import { replayText } from "../text/replay_text.ts";
import { UsageError } from "../../ground/usage_error.ts";

interface ReplayArguments {
  readonly filename?: readonly string[];
  readonly output: "text" | "json" | "yaml";
}

/** Fields that hold instants. */
const instants = ["first", "last", "now"];

export function command(tell: Tell = tellUser): Command {
  return new Command("replay")
    .description("Run recorded passes of a controller through today's functions, and show each decision that differs")
    .addHelpText("after", exitCodes)
    .argument(
      "[file...]",
      "recordings of controller --record, the oldest first: FILE.1 FILE; or an archive of collect; - for standard input",
    )
    .option("-f, --filename <path>", "a recording or an archive; may be repeated", collect)
    .addOption(outputOption(["text", "json", "yaml"]))
    .action(async (paths: readonly string[], { filename = [], output }: ReplayArguments) => {
      const files = [...filename, ...paths];
      if (files.length === 0) {
        throw new UsageError("Cannot replay: name a recording of controller --record, or an archive");
      }
      const replayed = await replayFiles(files);
      const text = output === "text" ? textOf(replayText(replayed)) : await structuredText(output, replayed, instants);
      tell({ text, code: replayed.differences.length === 0 ? fine : finding });
    });
}

async function replayFiles(files: readonly string[]): Promise<Replayed> {
  using progress = new Progress("Replaying");
  try {
    return await replay(linesOf(files, progress));
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw new UsageError(`Cannot replay ${files.join(", ")}: ${error.message}`);
  }
}

async function* linesOf(files: readonly string[], progress: Progress): AsyncGenerator<string> {
  for (const [index, path] of files.entries()) {
    if (isArchiveName(path)) {
      yield* linesOfArchive(path);
      continue;
    }
    if (path === "-") {
      yield* textLines(Deno.stdin.readable);
      continue;
    }
    using file = await open(path);
    const { size } = await file.stat();
    let read = 0;
    for await (const line of textLines(file.readable)) {
      read += line.length + 1;
      progress.show(
        `${path}: ${Math.floor(100 * read / Math.max(1, size))} %${index + 1 < files.length ? ", more follow" : ""}`,
      );
      yield line;
    }
  }
}

/** The lines of an archive's recordings: first those given to `collect`, then the pass at the time of `collect`. */
async function* linesOfArchive(path: string): AsyncGenerator<string> {
  const archive = await readArchive(path).catch((error: unknown) => causeOf(error));
  if (typeof archive === "string") throw new UsageError(`Cannot read ${path}: ${archive}`);
  const recordings = archive.files.filter((file) => file.path.startsWith(archivePaths.recordings));
  for (const { text } of recordings) yield* text.split("\n").filter((line) => line !== "");
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    if ((await Deno.stat(path)).isDirectory) throw new UsageError(`Cannot read ${path}: it is a folder`);
    return await Deno.open(path);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}
