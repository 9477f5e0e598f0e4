/**
 * `deno run -A tests/lab/recorded_chaos.ts [MINUTES]` records a long chaos run, by default of an hour, and replays it.
 * No task runs this file. Do not run it beside other tests.
 */

import { textLines } from "../../runtime/ground/text_lines.ts";
import { Lab } from "../../runtime/lab/lab.ts";
import { replay } from "../../runtime/recording/replay.ts";
import { chaos, chaosLab, entry } from "./stage/chaos.ts";

const recording = "/run/lab/recording";

async function run(minutes: number): Promise<void> {
  await using lab = await Lab.create({ nodes: 4, entry });
  await chaosLab(lab, ["--record", recording, "--record-size", "1024"]);
  const end = Date.now() + minutes * 60_000;
  const blows = await chaos(lab, minutes, () => Date.now() < end);
  const path = lab.world.outside(recording);
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const start = performance.now();
  const { passes, differences } = await replay(textLines(file.readable));
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  say(`${minutes} minutes, ${blows} blows, ${passes} passes, ${(size / 2 ** 20).toFixed(1)} MiB`);
  say(`replayed in ${seconds} s: ${differences.length} decisions differ`);
  for (const { subject, recorded, today } of differences.slice(0, 20)) say(`${subject}\n  ${recorded}\n  ${today}`);
  Deno.exitCode = differences.length === 0 ? 0 : 1;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) await run(Number(Deno.args[0] ?? 60));
