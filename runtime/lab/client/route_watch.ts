/**
 * Records the next hops in a router's kernel for each address, after each change.
 *
 * @module
 */

import { textLines } from "../../ground/text_lines.ts";
import { epochMs, type RouteHeard, writeEvent } from "./events.ts";

/** Never ends. */
export async function watchRoutes(addresses: readonly string[]): Promise<void> {
  const watched = new Set(addresses);
  const ip = (args: readonly string[]): Deno.ChildProcess =>
    new Deno.Command("ip", { args: ["-oneline", ...args], stdin: "null", stdout: "piped" }).spawn();
  const changes = ip(["monitor", "route"]);
  const before = ip(["route", "show"]);
  for await (const line of textLines(before.stdout)) tell(line, watched);
  for await (const line of textLines(changes.stdout)) tell(line, watched);
}

function tell(line: string, watched: ReadonlySet<string>): void {
  const heard = routeIn(line);
  if (heard !== undefined && (watched.size === 0 || watched.has(heard.address))) {
    writeEvent({ at: epochMs(), ...heard });
  }
}

/**
 * Reads a line of `ip -oneline route` or `ip -oneline monitor route`. Undefined if the line is no BGP route to a single
 * address.
 *
 * ```ts
 * import { routeIn } from "./route_watch.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   routeIn("198.51.100.7 proto bgp metric 20 \\\tnexthop via 172.16.0.10 dev eth0 weight 1 \\\tnexthop via 172.16.0.11 dev eth0"),
 *   { address: "198.51.100.7", nextHops: ["172.16.0.10", "172.16.0.11"] },
 * );
 * assert.deepEqual(routeIn("Deleted 198.51.100.7 via 172.16.0.10 dev eth0 proto bgp"), {
 *   address: "198.51.100.7",
 *   nextHops: [],
 * });
 * ```
 */
export function routeIn(line: string): Omit<RouteHeard, "at"> | undefined {
  const [, deleted, address] = /^(Deleted )?([0-9a-f.:]+) /.exec(line) ?? [];
  if (address === undefined || !line.includes(" proto bgp")) return undefined;
  const nextHops = Array.from(line.matchAll(/ via (?:inet6? )?(\S+)/g), ([, nextHop = ""]) => nextHop).sort();
  return { address, nextHops: deleted === undefined ? nextHops : [] };
}
