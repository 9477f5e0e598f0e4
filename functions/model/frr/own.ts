/**
 * The part of a daemon's running configuration that Arpeggio owns.
 *
 * @module
 */

import type { FrrDaemon, Statement } from "./statement.ts";

/**
 * The part of the running configuration that Arpeggio owns. The caller compares this part with `wanted` and removes
 * lines that are not wanted. In zebra, other programs may have lines too. So there Arpeggio owns only the wanted lines
 * and, in each VRF, the lines `ip nht resolve-via-default` and `ipv6 nht resolve-via-default`.
 */
export function ownStatements(
  daemon: FrrDaemon,
  running: readonly Statement[],
  wanted: readonly Statement[],
): readonly Statement[] {
  switch (daemon) {
    case "bgpd":
      return running.filter(({ line }) => ofBGP.test(line));
    case "bfdd":
      return running.filter(({ line }) => line === "bfd");
    case "zebra":
      return running.flatMap((each) => ownZebra(each, wanted) ?? []);
  }
}

function ownZebra(each: Statement, wanted: readonly Statement[]): Statement | undefined {
  const { line, inner } = each;
  const same = wanted.find((other) => other.line === line);
  if (!line.startsWith("vrf ")) return same === undefined ? undefined : each;
  const lines = new Set(same?.inner?.map((other) => other.line));
  return { line, inner: inner?.filter((other) => lines.has(other.line) || nextHopTracking.test(other.line)) ?? [] };
}

const nextHopTracking = /^(ip|ipv6) nht resolve-via-default$/;

/** Routers, and the objects that they refer to. */
const ofBGP =
  /^(router bgp|route-map|access-list|(ip|ipv6) (prefix-list|access-list)|bgp (route-map|as-path|(large-|ext)?community-list)) /;
