import assert from "node:assert/strict";
import { openRecording } from "../../../runtime/recording/recording_file.ts";
import { decide } from "../../../functions/decide.ts";
import { readManifests } from "../../../runtime/reading/read_manifests.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "./program.ts";

const mainJob = "tests/fixtures/plan/main_job.yaml";
const night = "tests/fixtures/questions/night.yaml";

const rows = [
  { command: ["plan"], file: mainJob },
  { command: ["status"], file: mainJob },
  { command: ["why", "default/nginx"], file: mainJob },
  { command: ["whatif", "--down", "test-0"], file: mainJob },
  { command: ["check"], file: mainJob },
  { command: ["convert"], file: "tests/fixtures/questions/metallb_0.12.yaml" },
  { command: ["history"], file: night },
  { command: ["history", "node/node-1"], file: night },
];

for (const { command, file } of rows) {
  Deno.test(`${command.join(" ")}: FILE, -f FILE and - for standard input give the same answer`, async () => {
    await answersAlike(command, file);
  });
}

Deno.test("replay: FILE, -f FILE and - for standard input give the same answer", async () => {
  await using folder = await scratchFolder("arpeggio-recording-");
  const path = `${folder.path}/recording.jsonl`;
  const { observed } = await readManifests([mainJob]);
  const desired = decide(observed);
  {
    await using onlooker = await openRecording({ path, mostBytes: 1e6 });
    const part = { observed, desired };
    const passed = { observed, desired, part, decision: { wanted: [], events: [] }, history: [] };
    onlooker.look(passed, { ms: 0, queue: { size: 0 } });
  }
  await answersAlike(["replay"], path);
});

async function answersAlike(command: readonly string[], file: string): Promise<void> {
  const input = await Deno.readTextFile(file);
  const [plain, option, piped] = await Promise.all([
    arpeggio([...command, file]),
    arpeggio([...command, "-f", file]),
    arpeggio([...command, "-"], { input }),
  ]);
  assert.notEqual(plain.out, "", plain.err);
  assert.deepEqual(option, plain);
  // A place such as FILE:3 in the output contains the file's name. For standard input this name is "-".
  const { code, out } = plain;
  assert.deepEqual([piped.code, piped.out], [code, out.replaceAll(file, "-")]);
}
