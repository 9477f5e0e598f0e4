/**
 * What a machine outside the cluster sees of an address, with the tools of every administrator and the lab's instruments.
 *
 * @module
 */

import type { Echoed, HttpAnswered, NeighborHeard, RouteHeard } from "../../runtime/lab/client/events.ts";
import type { Host } from "../../runtime/lab/host.ts";
import { programCommand } from "../../runtime/lab/program.ts";
import { Recording } from "../../runtime/lab/recording.ts";

const labParts = new URL("../runtime/lab/lab_parts.ts", import.meta.url).pathname;

/** The MACs that answers to an ARP request for the address come from, sorted; asks three times and hears all answers. */
export async function whoAnswers(client: Host, address: string): Promise<readonly string[]> {
  // Exit code 1 says that nobody answers.
  const printed = await client.run("sh", ["-c", `arping -c 3 -W 0.2 -i eth0 ${address} || test $? = 1`]);
  const macs = [...printed.matchAll(/from ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) /g)].map((match) => match[1] ?? "");
  return [...new Set(macs)].toSorted();
}

/** The first line of the answer to a GET on a new connection; fails when there is none within two seconds. */
export async function httpGet(client: Host, url: string): Promise<string> {
  const body = await client.run("curl", ["--silent", "--show-error", "--fail", "--max-time", "2", url]);
  return body.trim();
}

/** The MAC that the client's kernel finds for the address, forgetting what it knew; it must be talking to it. */
export async function learnMac(client: Host, address: string): Promise<string | undefined> {
  await client.run("ip", ["neigh", "flush", "to", address, "dev", "eth0"]);
  await httpGet(client, `http://${address}/`);
  const printed = await client.run("ip", ["neigh", "show", "to", address, "dev", "eth0"]);
  return /lladdr (\S+)/.exec(printed)?.[1];
}

/** Asks every few milliseconds who has the address, and records everybody who says so. */
export function watchNeighbors(client: Host, address: string, everyMs = 20): Recording<NeighborHeard> {
  return new Recording<NeighborHeard>(startPart(client, ["watch-neighbors", "--every-ms", `${everyMs}`, address]));
}

/** Sends an HTTP request every few milliseconds, each on a connection of its own. */
export function watchHttp(client: Host, address: string): Recording<HttpAnswered> {
  return new Recording<HttpAnswered>(startPart(client, ["watch-http", "--every-ms", "50", address]));
}

/** Keeps one connection to the echo server of a Service in use, and records whether it holds. */
export function watchConnection(client: Host, address: string): Recording<Echoed> {
  return new Recording<Echoed>(startPart(client, ["watch-connection", "--every-ms", "10", address]));
}

/** Records which ways a router's kernel has to addresses, to all of them if none is named. */
export function watchRoutes(router: Host, addresses: readonly string[] = []): Recording<RouteHeard> {
  return new Recording<RouteHeard>(startPart(router, ["watch-routes", ...addresses]));
}

function startPart(client: Host, args: readonly string[]): Deno.ChildProcess {
  const program = programCommand(labParts, args);
  return client.spawn(program.command, program.args, { stdin: "null", stdout: "piped" });
}
