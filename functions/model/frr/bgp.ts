/**
 * FRR's configuration of BGP.
 *
 * Prefixes with the same advertisements share an internal tag, which is set when a prefix enters BGP. Each peer's route
 * map has one entry for each tag that is announced to the peer. So a new or removed address changes a single line,
 * which takes effect at once.
 *
 * @module
 */

import { compare } from "../order.ts";
import type { BGPNeighbor } from "../bgp/neighbor.ts";
import { attributesFor, type BGPRoute, hears, type RouteKind } from "../bgp/routes.ts";
import { familyStatements, neighborStatements, nothingIn, outOf } from "./neighbor.ts";
import type { Statement } from "./statement.ts";
import type { IPFamily } from "../kubernetes.ts";
import { remembering } from "../remembering.ts";

export interface Routing {
  /** The peers of this node, sorted by name. */
  readonly peers: readonly BGPNeighbor[];
  readonly routes: readonly BGPRoute[];
  /** The router ID of each VRF in which no peer sets one; absent: FRR uses the highest IPv4 address of the node. */
  readonly routerID?: string;
}

/** The statements; each definition comes before its use. Empty if there are no peers. */
export function bgpStatements(routing: Routing): readonly Statement[] {
  const { peers, routes } = routing;
  if (peers.length === 0) return [];
  const kinds = [...new Set(routes.map(({ kind }) => kind))].sort((one, other) => one.tag - other.tag);
  const heard = kinds.filter((kind) => peers.some((peer) => hears(peer, kind.advertisements)));
  const vrfs = [...Map.groupBy(peers, ({ vrf }) => vrf)].sort(([one = ""], [other = ""]) => compare(one, other));
  return [
    { line: "bgp route-map delay-timer 1" },
    { line: `route-map ${nothingIn} deny 1`, inner: [] },
    ...heard.map(tagging),
    ...peers.flatMap((peer) => [...heard.flatMap((kind) => announcing(peer, kind)), nothingElse(peer)]),
    ...vrfs.map(([vrf, members]) => router(members, routing, vrf)),
  ];
}

/** The route map that sets the tag of the prefixes of a kind. */
function tagging({ tag, advertisements }: RouteKind): Statement {
  return {
    line: `route-map ${tagged(tag)} permit 1`,
    inner: [description(advertisements), { line: `set tag ${tag}` }],
  };
}

function tagged(tag: number): string {
  return `tag-${tag}`;
}

/**
 * A description of at most 80 characters. FRR would truncate a longer one, and its configuration would then differ from
 * the wanted one.
 */
function description(advertisements: RouteKind["advertisements"]): Statement {
  return { line: `description ${advertisements.map(({ name }) => name).join(" ").slice(0, 80).trim()}` };
}

function announcing(peer: BGPNeighbor, kind: RouteKind): readonly Statement[] {
  const attributes = attributesFor(peer, kind);
  if (attributes === undefined) return [];
  const { localPref, communities, largeCommunities } = attributes;
  const lines = [
    `match tag ${kind.tag}`,
    localPref !== 0 && `set local-preference ${localPref}`,
    communities.length > 0 && `set community ${communities.map(communityName).join(" ")} additive`,
    largeCommunities.length > 0 && `set large-community ${largeCommunities.join(" ")} additive`,
  ];
  const inner = lines.filter((line) => line !== false).map((line) => ({ line }));
  return [{ line: `route-map ${outOf(peer)} permit ${kind.tag}`, inner }];
}

/** FRR writes well-known communities (IANA, RFC 1997, 3765, 7999, 8326, 9494) by name. */
function communityName(text: string): string {
  return wellKnown.get(text) ?? text;
}

const wellKnown: ReadonlyMap<string, string> = new Map([
  ["65535:0", "graceful-shutdown"],
  ["65535:1", "accept-own"],
  ["65535:2", "route-filter-translated-v4"],
  ["65535:3", "route-filter-v4"],
  ["65535:4", "route-filter-translated-v6"],
  ["65535:5", "route-filter-v6"],
  ["65535:6", "llgr-stale"],
  ["65535:7", "no-llgr"],
  ["65535:8", "accept-own-nexthop"],
  ["65535:666", "blackhole"],
  ["65535:65281", "no-export"],
  ["65535:65282", "no-advertise"],
  ["65535:65283", "local-AS"],
  ["65535:65284", "no-peer"],
]);

/**
 * FRR applies a change of an existing route map at once, but looks for a missing route map only once a second. So the
 * route map always has this entry, and exists even if the peer receives no routes.
 */
function nothingElse(peer: BGPNeighbor): Statement {
  return { line: `route-map ${outOf(peer)} deny 65535`, inner: [] };
}

function router(peers: readonly BGPNeighbor[], { routes, routerID }: Routing, vrf: string | undefined): Statement {
  const id = peers.map((peer) => peer.routerID).find((each) => each !== undefined) ?? routerID;
  const lines = [
    id !== undefined && `bgp router-id ${id}`,
    "no bgp ebgp-requires-policy",
    "no bgp default ipv4-unicast",
    // By default, FRR waits for a second after a session comes up, to send the same updates to several peers at once.
    "coalesce-time 0",
    "bgp graceful-restart preserve-fw-state",
    "no bgp network import-check",
  ];
  const families = ["IPv4", "IPv6"] as const;
  return {
    line: `router bgp ${peers[0]?.myASN}${vrf === undefined ? "" : ` vrf ${vrf}`}`,
    inner: [
      ...lines.filter((line) => line !== false).map((line) => ({ line })),
      ...peers.flatMap(neighborStatements),
      ...families.map((family) => ({
        line: `address-family ${family.toLowerCase()} unicast`,
        inner: [...peers.flatMap((peer) => familyStatements(peer, family)), ...networks(family, routes, peers)],
      })).filter(({ inner }) => inner.length > 0),
    ],
  };
}

function networks(
  family: IPFamily,
  routes: readonly BGPRoute[],
  peers: readonly BGPNeighbor[],
): readonly Statement[] {
  const listening = peers.filter((peer) => peer.families.includes(family));
  const isHeard = remembering(
    ({ kind }: BGPRoute) => kind,
    ({ kind: { advertisements } }) => listening.some((peer) => hears(peer, advertisements)),
  );
  return routes.filter((route) => route.family === family && isHeard(route))
    .map(({ prefix, kind }) => ({ line: `network ${prefix} route-map ${tagged(kind.tag)}` }));
}
