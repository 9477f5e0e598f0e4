/**
 * BGP in FRR's words.
 *
 * Prefixes that are announced alike carry one internal tag from where they enter, and what a peer hears of them is said once for
 * each tag. So an address that comes or goes is one line, which takes effect at once.
 *
 * @module
 */

import type { BGPNeighbor } from "./bgp_neighbor.ts";
import { attributesFor, type BGPRoute, hears, type RouteKind } from "./bgp_routes.ts";
import { familyStatements, neighborStatements, nothingIn, outOf } from "./frr_neighbor.ts";
import type { Statement } from "./frr_statement.ts";
import type { IPFamily } from "../kubernetes.ts";
import { remembering } from "../remembering.ts";

export interface Routing {
  /** Those that this node speaks with, ordered by name. */
  readonly peers: readonly BGPNeighbor[];
  readonly routes: readonly BGPRoute[];
  /** Of peers that name none; absent: FRR takes the highest IPv4 address of the node. */
  readonly routerID?: string;
}

/** What is referred to comes first. Without peers there is nothing to say. */
export function bgpStatements(routing: Routing): readonly Statement[] {
  const { peers, routes } = routing;
  if (peers.length === 0) return [];
  const kinds = [...new Set(routes.map(({ kind }) => kind))].sort((one, other) => one.tag - other.tag);
  const heard = kinds.filter((kind) => peers.some((peer) => hears(peer, kind.advertisements)));
  const vrfs = [...Map.groupBy(peers, ({ vrf }) => vrf)].sort(([one = ""], [other = ""]) => one < other ? -1 : 1);
  return [
    { line: "bgp route-map delay-timer 1" },
    { line: `route-map ${nothingIn} deny 1`, inner: [] },
    ...heard.map(tagging),
    ...peers.flatMap((peer) => [...heard.flatMap((kind) => announcing(peer, kind)), nothingElse(peer)]),
    ...vrfs.map(([vrf, members]) => router(members, routing, vrf)),
  ];
}

/** The route map by which the prefixes of a kind get their tag. */
function tagging({ tag, advertisements }: RouteKind): Statement {
  return {
    line: `route-map ${tagged(tag)} permit 1`,
    inner: [description(advertisements), { line: `set tag ${tag}` }],
  };
}

function tagged(tag: number): string {
  return `tag-${tag}`;
}

/** FRR cuts a description at some length, and would then look different from what was said. */
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

/** A route map that is there from the beginning takes notice of what comes at once; FRR looks for a missing one each second. */
function nothingElse(peer: BGPNeighbor): Statement {
  return { line: `route-map ${outOf(peer)} deny 65535`, inner: [] };
}

function router(peers: readonly BGPNeighbor[], { routes, routerID }: Routing, vrf: string | undefined): Statement {
  const id = peers.map((peer) => peer.routerID).find((each) => each !== undefined) ?? routerID;
  const lines = [
    id !== undefined && `bgp router-id ${id}`,
    "no bgp ebgp-requires-policy",
    "no bgp default ipv4-unicast",
    // FRR would wait for a second after a session has come up, for others that may hear the same.
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
