/**
 * Makes a world with two hosts, a stopped process in each, and a running process beside them. Prints the ids of the
 * processes and a network namespace, and waits to be killed.
 */

import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";

const world = await World.create();
const lan = await Lan.create(world);
const hosts = await lan.addHosts([
  { name: "lone-0", address: "172.16.0.10/16" },
  { name: "lone-1", address: "172.16.0.11/16" },
]);
const sleeper = { stdin: "null", stdout: "null", stderr: "null" } as const;
const stopped = hosts.map((host) => host.spawn("sleep", ["1000"], sleeper));
const running = world.spawn("setsid", ["sleep", "1000"], sleeper);
while ((await world.run("pgrep", ["-c", "-x", "sleep"])).trim() !== "3") {
  await new Promise((wake) => setTimeout(wake, 5));
}
for (const process of stopped) process.kill("SIGSTOP");

const pids = [...stopped, running].flatMap((process) => [process.pid, process.innerPid]);
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ pids, namespace: netNamespace(running.innerPid) }) + "\n"),
);
await Promise.all([...stopped, running].map((process) => process.status));

function netNamespace(pid: number | undefined): string {
  return Deno.readLinkSync(`/proc/${pid}/ns/net`);
}
