import assert from "node:assert/strict";
import { Daemon } from "./daemon.ts";
import { hostLauncher } from "./launcher.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { textLines } from "./text_lines.ts";

/** Starts a daemon in a scratch folder and says where. */
const victim = `
import { Daemon } from "${new URL("daemon.ts", import.meta.url)}";
import { hostLauncher } from "${new URL("launcher.ts", import.meta.url)}";
import { scratchFolder } from "${new URL("scratch_folder.ts", import.meta.url)}";
const { path } = await scratchFolder("arpeggio-victim-");
const script = 'echo $$ > "$0/pid.new"; mv "$0/pid.new" "$0/pid"; exec sleep 600';
const daemon = new Daemon(["sh", "-c", script, path], { name: "sleeper", launcher: hostLauncher, log: path + "/log" });
await daemon.ready(() => Deno.stat(path + "/pid").then(() => true, () => false));
console.log(path + " " + await Deno.readTextFile(path + "/pid"));
`;

async function gone(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, () => true);
}

/** Waits for what no event tells: the end of somebody else's process. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!await check()) {
    assert(performance.now() < deadline, "it did not come true within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ends: readonly { readonly how: string; readonly end: (process: Deno.ChildProcess) => void }[] = [
  { how: "that is killed", end: (process) => process.kill("SIGKILL") },
  { how: "whose group is interrupted", end: ({ pid }) => Deno.kill(-pid, "SIGINT") },
  { how: "whose group is terminated", end: ({ pid }) => Deno.kill(-pid, "SIGTERM") },
];

Deno.test.each(ends)("Daemon and scratch folder end with a test process $how", async ({ end }) => {
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

Deno.test("Daemon tells how a program failed to start", async () => {
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

Deno.test("Daemon passes signals on", async () => {
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
