/**
 * `arpeggio replay`: runs what `controller --record` has written through today's functions.
 *
 * @module
 */

import { Command, Option } from "commander";
import { textLines } from "../lab/text_lines.ts";
import { RecordingError, replay, type Replayed } from "../recording/replay.ts";
import { finding, fine, jsonText, type Tell, tellUser } from "./answer.ts";
import { Progress } from "./progress.ts";
import { replayText } from "./replay_text.ts";
import { UsageError } from "./usage_error.ts";

interface ReplayArguments {
  readonly output: "text" | "json";
}

export function command(tell: Tell = tellUser): Command {
  return new Command("replay")
    .description("Run recorded passes of a controller through today's functions, and show where they decide otherwise")
    .addHelpText("after", "\nExit code 0: nowhere; 1: somewhere; 2: it cannot be read")
    .argument("<file...>", "what controller --record has written, the oldest first: FILE.1 FILE")
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async (files: readonly string[], { output }: ReplayArguments) => {
      const replayed = await replayFiles(files);
      const text = output === "json" ? jsonText(replayed) : `${replayText(replayed).join("\n")}\n`;
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

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
