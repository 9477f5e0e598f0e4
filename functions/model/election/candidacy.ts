/**
 * Which nodes may announce an address on layer 2.
 *
 * @module
 */

import type { Announcer } from "./announcers.ts";
import { type Candidacy, type Candidate, type Exclusion, type ExclusionReason, exclusionReasons } from "./election.ts";
import type { Node } from "../kubernetes.ts";
import { labelExcludeFromLoadBalancers } from "../names.ts";
import type { Reach } from "./reach.ts";
import type { AnnouncementReason } from "../reasons.ts";
import { mapsOf } from "../shape.ts";

const taintOutOfService = "node.kubernetes.io/out-of-service";

/** A node with what holds for it whatever the address. */
export interface Contender {
  readonly name: string;
  readonly exclusion?: ExclusionReason;
  /** Absent: it has no Lease. */
  readonly announcer?: Announcer;
}

/** @param announcer its Lease's, or what is assumed without one */
export function contender(
  node: Node,
  announcer: Announcer | undefined,
  options: { readonly ignoreExcludeLabel: boolean },
): Contender {
  const exclusion = exclusionOf(node, options.ignoreExcludeLabel);
  return {
    name: node.metadata.name,
    ...(exclusion !== undefined && { exclusion }),
    ...(announcer !== undefined && { announcer }),
  };
}

/** A cordoned or NotReady node still announces: what runs on it is still reached through it. */
function exclusionOf({ metadata, spec, status }: Node, ignoreExcludeLabel: boolean): ExclusionReason | undefined {
  if (!ignoreExcludeLabel && metadata.labels?.[labelExcludeFromLoadBalancers] !== undefined) return "ExcludedByLabel";
  const isTrue = (type: string): boolean =>
    mapsOf(status?.conditions).some((condition) => condition.type === type && condition.status === "True");
  if (isTrue("NetworkUnavailable")) return "NetworkUnavailable";
  return mapsOf(spec?.taints).some((taint) => taint.key === taintOutOfService) ? "OutOfService" : undefined;
}

/**
 * The candidates among the nodes that these advertisements name. Where no announcer of theirs is live, those whose Lease has
 * run out keep what they have: announcers that cannot reach the API server go on announcing, and must not find their plan
 * withdrawn when they reach it again.
 *
 * @param contenders ordered by name
 */
export function candidacyOf(reaches: readonly Reach[], contenders: readonly Contender[]): Candidacy {
  const advertisements = reaches.map((reach) => reach.advertisement.name);
  const candidates = new Map<string, Candidate>();
  const lapsed = new Map<string, Candidate>();
  const excluded: Exclusion[] = [];
  for (const contender of contenders) {
    const { name, announcer } = contender;
    const naming = reaches.filter((reach) => reach.scores.has(name));
    const candidate = candidateOf(contender, naming);
    const reason = exclusionAmong(contender, naming, candidate);
    if (reason === undefined) candidates.set(name, candidate);
    else excluded.push({ node: name, reason });
    if (reason === "NoAnnouncer" && announcer !== undefined && hasInterface(candidate, announcer)) {
      lapsed.set(name, candidate);
    }
  }
  if (candidates.size > 0) return { advertisements, candidates, ranked: rankedOf(candidates), lapsed, excluded };
  const failure = reaches.length === 0 ? "NoAdvertisement" : nearestFailure(excluded);
  return { advertisements, candidates: lapsed, ranked: [], lapsed, excluded, failure };
}

function candidateOf({ name, announcer }: Contender, naming: readonly Reach[]): Candidate {
  const score = naming.reduce((sum, reach) => sum + (reach.scores.get(name) ?? 0), 0);
  const everywhere = naming.some((reach) => reach.advertisement.interfaces.length === 0);
  const interfaces = new Set(naming.flatMap((reach) => reach.advertisement.interfaces));
  return {
    node: name,
    score,
    ...(!everywhere && { interfaces: [...interfaces].sort() }),
    mayGet: announcer?.standing === "live",
    ...(announcer?.renewedAt !== undefined && { renewedAt: announcer.renewedAt }),
    ...(announcer?.upSince !== undefined && { upSince: announcer.upSince }),
  };
}

function exclusionAmong(
  { exclusion, announcer }: Contender,
  naming: readonly Reach[],
  candidate: Candidate,
): ExclusionReason | undefined {
  if (naming.length === 0) return "NotSelected";
  if (exclusion !== undefined) return exclusion;
  if (announcer === undefined || announcer.standing === "gone") return "NoAnnouncer";
  return hasInterface(candidate, announcer) ? undefined : "InterfaceNotFound";
}

/** One of the links that are named; any, where none is. What an announcer does not say is not held against it. */
function hasInterface({ interfaces }: Candidate, { links }: Announcer): boolean {
  if (links === undefined) return true;
  return interfaces === undefined ? links.size > 0 : interfaces.some((name) => links.has(name));
}

function rankedOf(candidates: ReadonlyMap<string, Candidate>): readonly Candidate[] {
  return [...candidates.values()].filter((each) => each.mayGet)
    .sort((one, other) => other.score - one.score || (one.node < other.node ? -1 : 1));
}

function nearestFailure(excluded: readonly Exclusion[]): AnnouncementReason {
  return excluded.some(({ reason }) => reason === "InterfaceNotFound") ? "InterfaceNotFound" : "NoEligibleNode";
}

/**
 * Of the candidates, those that serve most of the Services on the address that want to be served where they are announced
 * (`externalTrafficPolicy: Local`): usually there is one such Service, and a candidate serves it or is none. Where no node
 * serves all of several, serving most of them beats serving none.
 *
 * @param serving for each of these Services the nodes with an endpoint that can serve
 */
export function servedLocally(candidacy: Candidacy, serving: readonly (readonly string[])[]): Candidacy {
  const counts = new Map<string, number>();
  for (const node of serving.flat()) counts.set(node, (counts.get(node) ?? 0) + 1);
  const candidates = mostServing(candidacy.candidates, counts);
  const lapsed = mostServing(candidacy.lapsed, counts);
  const failure = candidacy.failure ?? (candidates.size === 0 ? "NoLocalEndpoints" : undefined);
  return {
    advertisements: candidacy.advertisements,
    candidates: candidates.size === 0 ? lapsed : candidates,
    ranked: rankedOf(candidates),
    lapsed,
    excluded: candidacy.excluded,
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

/** Why each node that is no candidate is none; those that were turned away by the first questions come first. */
export function exclusionsOf({ excluded, candidates, beforeEndpoints }: Candidacy): readonly Exclusion[] {
  const unserved = [...beforeEndpoints?.keys() ?? []].filter((node) => !candidates.has(node));
  const all = [...excluded, ...unserved.map((node): Exclusion => ({ node, reason: "NoLocalEndpoints" }))];
  return all.toSorted((one, other) => exclusionReasons.indexOf(one.reason) - exclusionReasons.indexOf(other.reason));
}
