/**
 * Decides for each address which BGPAdvertisements apply, and which nodes announce it to which peers.
 *
 * @module
 */

import { familyOf } from "../addresses/address.ts";
import type { Claimant } from "./address_use.ts";
import type { NodeStanding } from "./exclusions.ts";
import type { BGPCandidacy, BGPSilence, BGPSpeaker } from "./election.ts";
import { selectsPool } from "../advertisements/l2_advertisement.ts";
import type { IPFamily, Labels } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { remembering } from "../remembering.ts";
import { type Misplaced, misplacedIn } from "../pools/misplaced.ts";
import { matchesAny } from "../selector.ts";
import type { BGPAnnouncing } from "../bgp/advertisement.ts";
import { type BGPAnnouncement, bgpAnnouncement } from "./bgp_announcement.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { BGPNeighbor } from "../bgp/neighbor.ts";
import { isFor, toldOf } from "../bgp/routes.ts";

export type BGPInput = Pick<Observed, "settings" | "nodes" | "pools" | "bgpAdvertisements" | "bgpPeers">;

export interface BGPCandidacies {
  /** How the address is announced by BGP; undefined: no advertisement selects one of its Services. */
  candidacyFor(address: string, pool: string | undefined, claimants: readonly Claimant[]): BGPCandidacy | undefined;
  /** The candidacy for a Service that every node can serve; undefined: no advertisement is for the pool. */
  candidacyOfPool(pool: string, family: IPFamily): BGPCandidacy | undefined;
  /** True if an advertisement is for the pool, even if it selects only some Services. */
  isAdvertised(pool: string): boolean;
}

/** @param nodeStandings sorted by name */
export function bgpCandidaciesOf(
  observed: BGPInput,
  { bgp: { advertisements, peers } }: Configuration,
  nodeStandings: readonly NodeStanding[],
): BGPCandidacies {
  const { pools } = observed;
  if (observed.bgpAdvertisements.length === 0) return noBGP;
  // Pools with an error are included: their Services keep their addresses.
  const byPool = new Map(pools.map(({ metadata: { name, labels } }) => [
    name,
    advertisements.filter((each) => selectsPool(each, { name, labels: labels ?? {} })),
  ]));
  const nodes = nodesOf(observed, nodeStandings, peers);
  const misplaced = misplacedIn(observed.settings.namespace, observed.bgpPeers);
  const candidacyFor = remembering(
    ({ family, announcement }: Question) => `${family} ${namesOf(announcement)} ${JSON.stringify(announcement.plan)}`,
    (question) => candidacyOf(question, nodes, misplaced),
  );
  return {
    isAdvertised: (pool) => (byPool.get(pool)?.length ?? 0) > 0,
    candidacyOfPool(pool, family): BGPCandidacy | undefined {
      const all = byPool.get(pool) ?? [];
      if (all.length === 0) return undefined;
      const plan = { advertisements: all.map(({ name }) => ({ name })) };
      return candidacyOf({ family, announcement: { advertisements: all, plan } }, nodes, misplaced);
    },
    candidacyFor(address, pool, claimants): BGPCandidacy | undefined {
      const announcement = bgpAnnouncement(claimants, byPool.get(pool ?? "") ?? []);
      if (announcement.advertisements.length === 0) return undefined;
      return candidacyFor({ family: familyOf(address) ?? "IPv4", announcement });
    },
  };
}

const noBGP: BGPCandidacies = {
  isAdvertised: () => false,
  candidacyFor: () => undefined,
  candidacyOfPool: () => undefined,
};

interface Question {
  readonly family: IPFamily;
  readonly announcement: BGPAnnouncement;
}

interface BGPNode {
  readonly nodeStanding: NodeStanding;
  readonly labels: Labels | undefined;
  /** The BGPPeers with which the node should have a session. */
  readonly peers: readonly BGPNeighbor[];
}

function nodesOf(
  { nodes }: BGPInput,
  nodeStandings: readonly NodeStanding[],
  peers: readonly BGPNeighbor[],
): readonly BGPNode[] {
  const labels = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels]));
  return nodeStandings.map((nodeStanding) => {
    const own = labels.get(nodeStanding.name);
    return { nodeStanding, labels: own, peers: peers.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, own)) };
  });
}

function namesOf({ advertisements }: BGPAnnouncement): string {
  return advertisements.map(({ name }) => name).join();
}

function candidacyOf(
  question: Question,
  nodes: readonly BGPNode[],
  misplaced: readonly Misplaced[],
): BGPCandidacy {
  const { announcement: { advertisements, plan } } = question;
  const speakers: BGPSpeaker[] = [];
  const excluded: { readonly node: string; readonly reason: BGPSilence }[] = [];
  for (const node of nodes) {
    const answer = speakerOn(node, question);
    if (typeof answer === "string") excluded.push({ node: node.nodeStanding.name, reason: answer });
    else speakers.push(answer);
  }
  const names = advertisements.map(({ name }) => name);
  if (plan === undefined) return { advertisements: names, plan, speakers: [], excluded, failure: "NoEndpoints" };
  if (speakers.length > 0) return { advertisements: names, plan, speakers, excluded };
  const reasons = excluded.map(({ reason }) => reason);
  const failure = (["NoLocalEndpoints", "NoPeer"] as const).find((each) => reasons.includes(each)) ?? "NoEligibleNode";
  const misplacedPeers = misplaced.filter((peer) => advertisements.some((each) => isFor(each, peer)));
  return { advertisements: names, plan, speakers, excluded, failure, misplacedPeers };
}

function speakerOn(
  { nodeStanding: { name, exclusion, announcer }, labels, peers }: BGPNode,
  { family, announcement: { advertisements, plan } }: Question,
): BGPSpeaker | BGPSilence {
  const selecting = advertisements.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, labels));
  if (selecting.length === 0) return "NotSelected";
  if (exclusion !== undefined) return exclusion;
  if (announcer?.standing === "unreadable") return "UnreadableLease";
  if (announcer === undefined || announcer.standing === "gone") return "NoAnnouncer";
  // An assumed announcer has no Lease, so it is not known whether this announcer speaks BGP.
  if (announcer.bgp === undefined && announcer.renewedAt !== undefined) return "NoBGP";
  if (toldOf(peers, { family, advertisements: selecting }).length === 0) return "NoPeer";
  const serving = selecting.filter((each) => isServedOn(name, each, plan));
  const told = toldOf(peers, { family, advertisements: serving }).map((peer) => peer.name);
  if (told.length === 0) return "NoLocalEndpoints";
  const { sessions = [], withheld = [] } = announcer.bgp ?? {};
  return {
    node: name,
    peers: told,
    sessions: told.filter((peer) => sessions.includes(peer)),
    withheld: new Set(withheld),
  };
}

function isServedOn(node: string, { name }: BGPAnnouncing, plan: BGPAnnouncement["plan"]): boolean {
  return plan?.advertisements.some((each) => each.name === name && each.nodes?.includes(node) !== false) ?? false;
}
