/**
 * Which nodes may announce an address on layer 2. Why the others may not: exclusions.ts.
 *
 * Why: docs/adr/0022-a-node-that-cannot-serve.md
 *
 * @module
 */

import { canShareHosts } from "../announcing/heartbeat/version.ts";
import { hash32 } from "../hash.ts";
import type { KnownAnnouncer } from "./announcers.ts";
import type { Candidacy, Candidate, Exclusion } from "./election.ts";
import { exclusionAmong, hasInterface, type NodeStanding } from "./exclusions.ts";
import type { Home } from "./home_nodes.ts";
import { compareRanks } from "./neighbours.ts";
import type { Instant, IPFamily } from "../kubernetes.ts";
import type { Reach } from "./reach.ts";
import type { AnnouncementReason } from "../reasons.ts";

/**
 * The versions of the heartbeat protocol that an announcer of the first development versions supports. Its Lease does
 * not list them.
 */
const oldestVersions = { oldest: 1, newest: 1 } as const;

/**
 * The candidates among the nodes that these advertisements select. If there is no candidate, the nodes with an expired
 * Lease keep their addresses. The reason: announcers go on announcing while the API server is away, and must find an
 * unchanged plan afterwards.
 *
 * @param nodeStandings sorted by name
 */
export function candidacyOf(reaches: readonly Reach[], nodeStandings: readonly NodeStanding[]): Candidacy {
  const advertisements = reaches.map((reach) => reach.advertisement.name);
  const isShared = reaches.length > 0 && reaches.every((reach) => reach.advertisement.loadSharing === "hosts");
  const loadSharing = isShared ? "hosts" : "none";
  const candidates = new Map<string, Candidate>();
  const lapsed = new Map<string, Candidate>();
  const excluded: Exclusion[] = [];
  for (const nodeStanding of nodeStandings) {
    const { name, announcer } = nodeStanding;
    const naming = reaches.filter((reach) => reach.scores.has(name));
    const candidate = candidateOf(nodeStanding, naming);
    const reason = exclusionAmong(nodeStanding, naming, candidate);
    if (reason === undefined) candidates.set(name, candidate);
    else excluded.push({ node: name, reason });
    const isAway = reason === "NoAnnouncer" || reason === "UnreadableLease";
    if (isAway && announcer !== undefined && hasInterface(candidate, announcer)) {
      lapsed.set(name, candidate);
    }
  }
  const common = { advertisements, loadSharing, lapsed, excluded } as const;
  if (candidates.size > 0) return { ...common, candidates, ranked: rankedOf(candidates) };
  const failure = reaches.length === 0 ? "NoAdvertisement" : nearestFailure(excluded);
  return { ...common, candidates: lapsed, ranked: [], failure };
}

/**
 * Drops the candidates that cannot serve addresses of the family: on their links IPv6 is switched off, or the IPv4
 * addresses are gone.
 */
export function ableToServe(
  candidacy: Candidacy,
  family: IPFamily,
  lost: ReadonlyMap<string, readonly IPFamily[]>,
): Candidacy {
  const isAble = (node: string): boolean => !lost.get(node)?.includes(family);
  const unable = [...candidacy.candidates.keys()].filter((node) => !isAble(node));
  if (unable.length === 0) return candidacy;
  const able = (all: ReadonlyMap<string, Candidate>): ReadonlyMap<string, Candidate> =>
    new Map([...all].filter(([node]) => isAble(node)));
  const candidates = able(candidacy.candidates);
  const excluded = [...candidacy.excluded, ...unable.map((node): Exclusion => ({ node, reason: "FamilyLost" }))];
  const rest = { ...candidacy, excluded, lapsed: able(candidacy.lapsed), lost: family };
  if (candidacy.failure !== undefined || candidates.size > 0) {
    return { ...rest, candidates, ranked: candidacy.failure === undefined ? rankedOf(candidates) : [] };
  }
  return { ...rest, candidates: rest.lapsed, ranked: [], failure: "NoEligibleNode" };
}

/**
 * If any candidate has a link in the subnet of the address, drops the candidates without one. Only interfaces that the
 * advertisements name are considered. A node whose announcer does not report its links stays a candidate.
 */
export function atHome(candidacy: Candidacy, { subnet, links, told }: Home): Candidacy {
  const isThere = ({ node, interfaces }: Candidate): boolean =>
    links.get(node)?.some((link) => interfaces === undefined || interfaces.includes(link)) ?? false;
  const all = [...candidacy.candidates.values()];
  if (candidacy.failure !== undefined || !all.some(isThere)) return candidacy;
  const kept = all.filter((candidate) => isThere(candidate) || !told.has(candidate.node));
  if (kept.length === all.length) return candidacy;
  const candidates = new Map(kept.map((candidate) => [candidate.node, candidate]));
  const strays = all.filter(({ node }) => !candidates.has(node));
  const excluded = [...candidacy.excluded, ...strays.map(({ node }): Exclusion => ({ node, reason: "NotInSubnet" }))];
  return { ...candidacy, candidates, ranked: rankedOf(candidates), excluded, subnet };
}

function candidateOf({ name, announcer }: NodeStanding, naming: readonly Reach[]): Candidate {
  const score = naming.reduce((sum, reach) => sum + (reach.scores.get(name) ?? 0), 0);
  const everywhere = naming.some((reach) => reach.advertisement.interfaces.length === 0);
  const interfaces = new Set(naming.flatMap((reach) => reach.advertisement.interfaces));
  return {
    node: name,
    place: hash32(name),
    score,
    ...(!everywhere && { interfaces: [...interfaces].sort() }),
    mayGet: announcer?.standing === "live",
    sharesHosts: announcer?.isAssumed === true || canShareHosts(announcer?.heartbeat?.speaks ?? oldestVersions),
    ...(announcer?.standing === "unheard" && { unheardSince: announcer.renewedAt ?? "ever" }),
    ...(announcer?.proxy !== undefined && { proxy: announcer.proxy }),
    ...(announcer?.upSince !== undefined && { upSince: Math.max(announcer.upSince, healthySince(announcer)) }),
  };
}

function healthySince({ proxy }: KnownAnnouncer): Instant {
  return proxy?.is === "healthy" ? proxy.since : -Infinity;
}

/** The candidates that may get the address, the best first. */
export function rankedOf(candidates: ReadonlyMap<string, Candidate>): readonly Candidate[] {
  return [...candidates.values()].filter((each) => each.mayGet).sort(compareRanks);
}

function nearestFailure(excluded: readonly Exclusion[]): AnnouncementReason {
  const lacks = ({ reason }: Exclusion): boolean => reason === "NoInterface" || reason === "InterfaceNotFound";
  return excluded.some(lacks) ? "InterfaceNotFound" : "NoEligibleNode";
}

/**
 * Keeps only the candidates that serve the greatest number of the address's Services with `externalTrafficPolicy:
 * Local`. Usually there is one such Service, and the nodes that serve it remain. If there are several such Services and
 * no node serves all of them, the nodes that serve the most remain.
 *
 * @param serving for each of these Services: the nodes with an endpoint that can serve
 */
export function servedLocally(candidacy: Candidacy, serving: readonly (readonly string[])[]): Candidacy {
  const counts = new Map<string, number>();
  for (const node of serving.flat()) counts.set(node, (counts.get(node) ?? 0) + 1);
  const candidates = mostServing(candidacy.candidates, counts);
  const lapsed = mostServing(candidacy.lapsed, counts);
  const failure = candidacy.failure ?? (candidates.size === 0 ? "NoLocalEndpoints" : undefined);
  return {
    advertisements: candidacy.advertisements,
    loadSharing: candidacy.loadSharing,
    candidates: candidates.size === 0 ? lapsed : candidates,
    ranked: rankedOf(candidates),
    lapsed,
    excluded: candidacy.excluded,
    ...(candidacy.lost !== undefined && { lost: candidacy.lost }),
    ...(candidacy.subnet !== undefined && { subnet: candidacy.subnet }),
    beforeEndpoints: candidacy.candidates,
    ...(failure !== undefined && { failure }),
  };
}

function mostServing(
  candidates: ReadonlyMap<string, Candidate>,
  counts: ReadonlyMap<string, number>,
): ReadonlyMap<string, Candidate> {
  let most = 1;
  for (const [node, count] of counts) if (candidates.has(node)) most = Math.max(most, count);
  const nodes = [...counts].filter(([, count]) => count === most).map(([node]) => node).sort();
  const chosen = nodes.map((node) => candidates.get(node)).filter((candidate) => candidate !== undefined);
  return new Map(chosen.map((candidate) => [candidate.node, candidate]));
}
