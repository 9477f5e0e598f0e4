import assert from "node:assert/strict";
import { Daemon } from "./machine/daemon.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { textLines } from "./machine/text_lines.ts";

/** A program that starts a daemon in a scratch folder, and prints the path of the folder. */
const victim = `
import { Daemon } from "${new URL("machine/daemon.ts", import.meta.url)}";
import { hostLauncher } from "${new URL("machine/launcher.ts", import.meta.url)}";
import { scratchFolder } from "${new URL("machine/scratch_folder.ts", import.meta.url)}";
const { path } = await scratchFolder("arpeggio-victim-");
const script = 'echo $$ > "$0/pid.new"; mv "$0/pid.new" "$0/pid"; exec sleep 600';
const daemon = new Daemon(["sh", "-c", script, path], { name: "sleeper", launcher: hostLauncher, log: path + "/log" });
await daemon.ready(() => Deno.stat(path + "/pid").then(() => true, () => false));
console.log(path + " " + await Deno.readTextFile(path + "/pid"));
`;

async function gone(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, () => true);
}

/** Polls the check, because no event reports the end of another process. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!await check()) {
    assert(performance.now() < deadline, "the check did not hold within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ends: readonly { readonly how: string; readonly end: (process: Deno.ChildProcess) => void }[] = [
  { how: "that is killed", end: (process) => process.kill("SIGKILL") },
  { how: "whose group is interrupted", end: ({ pid }) => Deno.kill(-pid, "SIGINT") },
  { how: "whose group is terminated", end: ({ pid }) => Deno.kill(-pid, "SIGTERM") },
];

Deno.test.each(ends)("a daemon and a scratch folder end with a test process $how", async ({ end }) => {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(victim)]).pipeTo(process.stdin);
  let said = "";
  for await (const line of textLines(process.stdout)) {
    said = line;
    break;
  }
  const [path, pid] = said.split(" ");
  assert(path !== undefined && pid !== undefined);
  assert.equal(await gone(`/proc/${pid}`), false);
  end(process);
  await process.status;
  await eventually(() => gone(`/proc/${pid}`));
  await eventually(() => gone(path));
});

Deno.test("a daemon that fails to start throws with the program's message", async () => {
  await using folder = await scratchFolder("arpeggio-daemon-");
  await using daemon = new Daemon(["sh", "-c", "echo what went wrong >&2; exit 3"], {
    name: "broken",
    launcher: hostLauncher,
    log: `${folder.path}/log`,
  });
  await assert.rejects(
    daemon.ready(() => Promise.resolve(false)),
    /Cannot start broken: it ended with code 3\nwhat went wrong/,
  );
});

Deno.test("a daemon passes signals to its program", async () => {
  await using folder = await scratchFolder("arpeggio-daemon-");
  const log = `${folder.path}/log`;
  const script = "trap 'echo heard' TERM; echo up; while :; do sleep 600 & wait; kill $!; done";
  await using daemon = new Daemon(["sh", "-c", script], { name: "listener", launcher: hostLauncher, log });
  const logs = (text: string): Promise<boolean> =>
    Deno.readTextFile(log).then((all) => all.includes(text), () => false);
  await daemon.ready(() => logs("up"));
  await daemon.signal("TERM");
  await daemon.ready(() => logs("heard"));
});

Deno.test("a daemon that gets SIGTERM right after its start ends", async () => {
  await using folder = await scratchFolder("arpeggio-daemon-");
  const log = `${folder.path}/log`;
  for (let time = 0; time < 20; time++) {
    await using daemon = new Daemon(["sleep", "600"], { name: "sleeper", launcher: hostLauncher, log });
    await daemon.terminate();
  }
});
