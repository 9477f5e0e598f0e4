/**
 * What a machine outside the cluster sees of an address, with the tools of every administrator and the lab's instruments.
 *
 * @module
 */

import type { Echoed, HttpAnswered, NeighborHeard, RouteHeard } from "../../runtime/lab/client/events.ts";
import { eventually } from "../../runtime/lab/bgp/eventually.ts";
import type { Host } from "../../runtime/lab/host.ts";
import type { Place } from "../../runtime/lab/lab_node.ts";
import { programCommand } from "../../runtime/lab/program.ts";
import { Recording } from "../../runtime/lab/recording.ts";

const labParts = new URL("../runtime/lab/lab_parts.ts", import.meta.url).pathname;

/**
 * The MACs that answers to an ARP request for the address come from, sorted; asks three times and hears all answers. Where nobody
 * answers, it asks once more, and has the patience that a busy machine needs.
 */
export async function whoAnswers(client: Host, address: string): Promise<readonly string[]> {
  // Exit code 1 says that nobody answers.
  const asking = (how: string): string => `arping ${how} -i eth0 ${address}`;
  const line = `${asking("-c 3 -W 0.2")} || ${asking("-c 2 -W 1")} || test $? = 1`;
  const printed = await client.run("sh", ["-c", line]);
  const macs = [...printed.matchAll(/from ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) /g)].map((match) => match[1] ?? "");
  return [...new Set(macs)].toSorted();
}

/** Waits until nobody answers ARP for the address any more. */
export async function untilNobodyAnswers(client: Host, address: string): Promise<void> {
  await eventually(`nobody answers for ${address}`, async () => (await whoAnswers(client, address)).length === 0);
}

/**
 * The first line of the answer to a GET on a new connection. It is asked for again until it comes, for half a minute: kube-proxy
 * may hear of a Service later than whoever announces it.
 */
export async function httpGet(client: Host, url: string): Promise<string> {
  const patience = ["--max-time", "5", "--retry", "60", "--retry-delay", "1", "--retry-max-time", "30"];
  const options = ["--silent", "--show-error", "--fail", "--retry-all-errors", ...patience];
  return (await client.run("curl", [...options, url])).trim();
}

/** The MAC that the client's kernel finds for the address, forgetting what it knew; it must be talking to it. */
export async function learnMac(client: Host, address: string): Promise<string | undefined> {
  await client.run("ip", ["neigh", "flush", "to", address, "dev", "eth0"]);
  await httpGet(client, `http://${address}/`);
  const printed = await client.run("ip", ["neigh", "show", "to", address, "dev", "eth0"]);
  return /lladdr (\S+)/.exec(printed)?.[1];
}

/** Asks every few milliseconds who has the address, and records everybody who says so. */
export function watchNeighbors(client: Place, address: string, everyMs = 20): Recording<NeighborHeard> {
  return new Recording<NeighborHeard>(startPart(client, ["watch-neighbors", "--every-ms", `${everyMs}`, address]));
}

/** Sends an HTTP request every few milliseconds, each on a connection of its own. */
export function watchHttp(client: Place, address: string): Recording<HttpAnswered> {
  return new Recording<HttpAnswered>(startPart(client, ["watch-http", "--every-ms", "50", address]));
}

/** Keeps one connection to the echo server of a Service in use, and records whether it holds. */
export function watchConnection(client: Place, address: string): Recording<Echoed> {
  return new Recording<Echoed>(startPart(client, ["watch-connection", "--every-ms", "10", address]));
}

/** Records which ways a router's kernel has to addresses, to all of them if none is named. */
export function watchRoutes(router: Place, addresses: readonly string[] = []): Recording<RouteHeard> {
  return new Recording<RouteHeard>(startPart(router, ["watch-routes", ...addresses]));
}

function startPart(client: Place, args: readonly string[]): Deno.ChildProcess {
  const program = programCommand(labParts, args);
  return client.spawn(program.command, program.args, { stdin: "null", stdout: "piped" });
}
