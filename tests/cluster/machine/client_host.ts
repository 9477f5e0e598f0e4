/**
 * A client outside the cluster, with common tools and the lab's instruments.
 *
 * @module
 */

import type { Echoed, HttpAnswered, NeighborHeard, RouteHeard } from "../../../runtime/lab/client/events.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { Place } from "../../../runtime/lab/stage/lab_node.ts";
import { programCommand } from "../../../runtime/lab/stage/program.ts";
import { Recording } from "../../../runtime/lab/stage/recording.ts";

const labParts = new URL("../../runtime/lab/lab_parts.ts", import.meta.url).pathname;

/** On a busy machine a holder's heartbeat may be late. Then a surrogate may answer beside the holder for this time. */
const surrogateMs = 10_000;

/**
 * Sends ARP requests for the address, and returns the source MACs of the answers, sorted. Sends three requests, and two
 * more if there is no answer, since a busy machine may be slow. If two nodes answer, asks again for up to 10 s, since a
 * surrogate may answer too. The surrogate's answer names the holder's MAC, but the frame's source is the surrogate's
 * MAC.
 */
export async function whoAnswers(client: Host, address: string): Promise<readonly string[]> {
  const giveUp = performance.now() + surrogateMs;
  while (true) {
    const macs = await answersNow(client, address);
    if (macs.length < 2 || performance.now() > giveUp) return macs;
  }
}

async function answersNow(client: Host, address: string): Promise<readonly string[]> {
  // arping exits with 1 if there is no answer.
  const asking = (how: string): string => `arping ${how} -i eth0 ${address}`;
  const line = `${asking("-c 3 -W 0.2")} || ${asking("-c 2 -W 1")} || test $? = 1`;
  const printed = await client.run("sh", ["-c", line]);
  const macs = [...printed.matchAll(/from ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) /g)].map((match) => match[1] ?? "");
  return [...new Set(macs)].toSorted();
}

/** Waits until ARP requests for the address have no answer. */
export async function untilNobodyAnswers(client: Host, address: string): Promise<void> {
  await eventually(`no node answers for ${address}`, async () => (await whoAnswers(client, address)).length === 0);
}

/**
 * Sends a GET on a new connection, and returns the body of the answer. Retries for half a minute, because
 * kube-proxy may receive a Service later than the announcer.
 */
export async function httpGet(client: Host, url: string): Promise<string> {
  const patience = ["--max-time", "5", "--retry", "60", "--retry-delay", "1", "--retry-max-time", "30"];
  const options = ["--silent", "--show-error", "--fail", "--retry-all-errors", ...patience];
  return (await client.run("curl", [...options, url])).trim();
}

/**
 * Deletes the client's ARP entry for the address, sends a request to the address, and returns the MAC of the new entry.
 */
export async function learnMac(client: Host, address: string): Promise<string | undefined> {
  await client.run("ip", ["neigh", "flush", "to", address, "dev", "eth0"]);
  await httpGet(client, `http://${address}/`);
  const printed = await client.run("ip", ["neigh", "show", "to", address, "dev", "eth0"]);
  return /lladdr (\S+)/.exec(printed)?.[1];
}

/** Sends an ARP request or neighbor solicitation every `everyMs`; records all answers and announcements. */
export function watchNeighbors(client: Place, address: string, everyMs = 20): Recording<NeighborHeard> {
  return new Recording<NeighborHeard>(startPart(client, ["watch-neighbors", "--every-ms", `${everyMs}`, address]));
}

/** Sends an HTTP request every `everyMs`, each on a connection of its own. */
export function watchHttp(client: Place, address: string, everyMs = 50): Recording<HttpAnswered> {
  return new Recording<HttpAnswered>(startPart(client, ["watch-http", "--every-ms", `${everyMs}`, address]));
}

/** Keeps one connection to the echo server of a Service in use, and records whether it stays open. */
export function watchConnection(client: Place, address: string): Recording<Echoed> {
  return new Recording<Echoed>(startPart(client, ["watch-connection", "--every-ms", "10", address]));
}

/** Records the next hops in a router's kernel for these addresses, or for all addresses if none is named. */
export function watchRoutes(router: Place, addresses: readonly string[] = []): Recording<RouteHeard> {
  return new Recording<RouteHeard>(startPart(router, ["watch-routes", ...addresses]));
}

function startPart(client: Place, args: readonly string[]): Deno.ChildProcess {
  const program = programCommand(labParts, args);
  return client.spawn(program.command, program.args, { stdin: "null", stdout: "piped" });
}
