/**
 * For the Services on an address: which BGPAdvertisements count, and which nodes announce it to which peers.
 *
 * @module
 */

import { familyOf } from "../addresses/address.ts";
import type { Claimant } from "../election/address_use.ts";
import type { Contender } from "../election/candidacy.ts";
import type { BGPCandidacy, BGPSilence, BGPSpeaker } from "../election/election.ts";
import { selectsPool } from "../election/l2_advertisement.ts";
import type { IPFamily, Labels } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { readPools } from "../pools/pool.ts";
import { remembering } from "../remembering.ts";
import { matchesAny } from "../selector.ts";
import type { BGPAnnouncing } from "./bgp_advertisement.ts";
import { type BGPAnnouncement, bgpAnnouncement } from "./bgp_announcement.ts";
import { type BGPObjects, readBGPConfiguration } from "./bgp_configuration.ts";
import type { BGPNeighbor } from "./bgp_neighbor.ts";
import { toldOf } from "./bgp_routes.ts";

export type BGPInput = Pick<Observed, "settings" | "nodes" | "pools"> & BGPObjects;

export interface BGPElectorate {
  /** How the address is announced by BGP; undefined: no advertisement selects one of its Services. */
  candidacyFor(address: string, pool: string | undefined, claimants: readonly Claimant[]): BGPCandidacy | undefined;
  /** Whether any advertisement is for the pool, whichever Services it selects. */
  isAdvertised(pool: string): boolean;
}

/** @param contenders ordered by name */
export function bgpElectorateOf(observed: BGPInput, contenders: readonly Contender[]): BGPElectorate {
  const { pools, settings: { namespace } } = observed;
  if (observed.bgpAdvertisements.length === 0) return noBGP;
  const { advertisements, peers } = readBGPConfiguration(observed, {
    namespace,
    nodes: observed.nodes,
    pools: readPools(pools, namespace).valid,
  });
  // Pools with an error count as well: their Services keep their addresses.
  const byPool = new Map(pools.map(({ metadata: { name, labels } }) => [
    name,
    advertisements.filter((each) => selectsPool(each, { name, labels: labels ?? {} })),
  ]));
  const nodes = nodesOf(observed, contenders, peers);
  const candidacyFor = remembering(
    ({ family, announcement }: Question) => `${family} ${namesOf(announcement)} ${JSON.stringify(announcement.plan)}`,
    (question) => candidacyOf(question, nodes),
  );
  return {
    isAdvertised: (pool) => (byPool.get(pool)?.length ?? 0) > 0,
    candidacyFor(address, pool, claimants): BGPCandidacy | undefined {
      const announcement = bgpAnnouncement(claimants, byPool.get(pool ?? "") ?? []);
      if (announcement.advertisements.length === 0) return undefined;
      return candidacyFor({ family: familyOf(address) ?? "IPv4", announcement });
    },
  };
}

const noBGP: BGPElectorate = { isAdvertised: () => false, candidacyFor: () => undefined };

interface Question {
  readonly family: IPFamily;
  readonly announcement: BGPAnnouncement;
}

interface BGPNode {
  readonly contender: Contender;
  readonly labels: Labels | undefined;
  /** With whom it speaks. */
  readonly peers: readonly BGPNeighbor[];
}

function nodesOf(
  { nodes }: BGPInput,
  contenders: readonly Contender[],
  peers: readonly BGPNeighbor[],
): readonly BGPNode[] {
  const labels = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels]));
  return contenders.map((contender) => {
    const own = labels.get(contender.name);
    return { contender, labels: own, peers: peers.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, own)) };
  });
}

function namesOf({ advertisements }: BGPAnnouncement): string {
  return advertisements.map(({ name }) => name).join();
}

function candidacyOf(question: Question, nodes: readonly BGPNode[]): BGPCandidacy {
  const { announcement: { advertisements, plan } } = question;
  const speakers: BGPSpeaker[] = [];
  const excluded: { readonly node: string; readonly reason: BGPSilence }[] = [];
  for (const node of nodes) {
    const answer = speakerOn(node, question);
    if (typeof answer === "string") excluded.push({ node: node.contender.name, reason: answer });
    else speakers.push(answer);
  }
  const names = advertisements.map(({ name }) => name);
  if (plan === undefined) return { advertisements: names, plan, speakers: [], excluded, failure: "NoEndpoints" };
  if (speakers.length > 0) return { advertisements: names, plan, speakers, excluded };
  const reasons = excluded.map(({ reason }) => reason);
  const failure = (["NoLocalEndpoints", "NoPeer"] as const).find((each) => reasons.includes(each)) ?? "NoEligibleNode";
  return { advertisements: names, plan, speakers, excluded, failure };
}

function speakerOn(
  { contender: { name, exclusion, announcer }, labels, peers }: BGPNode,
  { family, announcement: { advertisements, plan } }: Question,
): BGPSpeaker | BGPSilence {
  const selecting = advertisements.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, labels));
  if (selecting.length === 0) return "NotSelected";
  if (exclusion !== undefined) return exclusion;
  if (announcer === undefined || announcer.standing === "gone") return "NoAnnouncer";
  // One that is only assumed has no Lease to say so in.
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
