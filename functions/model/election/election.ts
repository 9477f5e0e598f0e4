/**
 * The result of `elect` for one address.
 *
 * @module
 */

import type { KnownProxy } from "../announcing/status/proxy_health.ts";
import type { LoadSharing } from "../advertisements/l2_advertisement.ts";
import type { Claimant } from "./address_use.ts";
import type { VirtualIP, VirtualIPSpec } from "../crds.ts";
import type { Instant, IPFamily } from "../kubernetes.ts";
import type { Misplaced } from "../pools/misplaced.ts";
import type { AnnouncementReason, AnnouncementVerdict } from "../reasons.ts";

/** Why a node may not announce an address, in the order of the checks. */
export const exclusionReasons = [
  "NotSelected",
  "ExcludedByLabel",
  "NetworkUnavailable",
  "OutOfService",
  "NoAnnouncer",
  "UnreadableLease",
  "NoInterface",
  "InterfaceNotFound",
  "FamilyLost",
  "NotInSubnet",
  "NoLocalEndpoints",
  "KubeProxyFailing",
] as const;

export type ExclusionReason = typeof exclusionReasons[number];

export interface Exclusion {
  readonly node: string;
  readonly reason: ExclusionReason;
}

/** A node that may announce an address. */
export interface Candidate {
  readonly node: string;
  /** The node's place in a ring of candidates: a hash of its name. */
  readonly place: number;
  /** The sum of the weights of the preferences that match the node; -1 for a node that is the last choice. */
  readonly score: number;
  /** The links on which it may announce, sorted. Absent: all its links. */
  readonly interfaces?: readonly string[];
  /** True if the node may get the address. False if it may only keep it. */
  readonly mayGet: boolean;
  /** True if the node's announcer supports load sharing. */
  readonly sharesHosts: boolean;
  /**
   * When the announcer, which is `unheard`, last renewed its Lease; `"ever"`: not known. Absent if the announcer is not
   * `unheard` (see `KnownAnnouncer.standing`).
   */
  readonly unheardSince?: Instant | "ever";
  /** The health of the node's kube-proxy; absent: not known. */
  readonly proxy?: KnownProxy;
  /** Since when the node's announcer has been running and its kube-proxy has been healthy; absent: not known. */
  readonly upSince?: Instant;
}

/**
 * Which nodes may announce an address, and why the others may not. Addresses with equal candidacies share one object.
 */
export interface Candidacy {
  /** The names of the advertisements that apply, sorted. */
  readonly advertisements: readonly string[];
  /** `hosts` only if all advertisements that apply ask for it: an advertisement without it wants one node to answer. */
  readonly loadSharing: LoadSharing;
  /** By name, sorted. */
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** The candidates that may get the address, the best first: by score, then by place. */
  readonly ranked: readonly Candidate[];
  /**
   * Nodes that would be candidates if their Lease had not expired. They are used only if there is no other candidate.
   */
  readonly lapsed: ReadonlyMap<string, Candidate>;
  /** Nodes that are not candidates. Leaves out nodes that only lack an endpoint: see `beforeEndpoints`. */
  readonly excluded: readonly Exclusion[];
  /** The family of the address, if nodes are excluded because they cannot serve it. */
  readonly lost?: IPFamily;
  /** The subnet of the address, in CIDR notation, if nodes are excluded because they have no link there. */
  readonly subnet?: string;
  /** The candidates before endpoints are considered; absent: endpoints are not considered. */
  readonly beforeEndpoints?: ReadonlyMap<string, Candidate>;
  /** Why there are no candidates, except perhaps lapsed ones; absent: there is a candidate. */
  readonly failure?: AnnouncementReason;
}

/** Why a node does not announce an address by BGP: a reason of `exclusionReasons`, or a reason that only BGP has. */
export type BGPSilence = ExclusionReason | "NoBGP" | "NoPeer";

/** A node that is to announce an address by BGP. */
export interface BGPSpeaker {
  readonly node: string;
  /** The BGPPeers to which the node is to announce the address; sorted, at least one. */
  readonly peers: readonly string[];
  /** Those of `peers` with which the node has a session, as its Lease shows. */
  readonly sessions: readonly string[];
  /** Addresses that the node cannot announce, as its Lease shows. */
  readonly withheld: ReadonlySet<string>;
}

/**
 * Which nodes announce an address by BGP, and why the others do not. Addresses with equal candidacies share one object.
 */
export interface BGPCandidacy {
  /** The names of the advertisements that apply, sorted. */
  readonly advertisements: readonly string[];
  /**
   * The plan for the announcers; undefined if no node can serve a Service that the advertisements select. There may be a
   * plan although `failure` is set.
   */
  readonly plan: VirtualIPSpec["bgp"];
  /** The announcing nodes, sorted by name. */
  readonly speakers: readonly BGPSpeaker[];
  readonly excluded: readonly { readonly node: string; readonly reason: BGPSilence }[];
  /** Why no node is to announce; absent: at least one node is. */
  readonly failure?: AnnouncementReason;
  /** With a failure: the BGPPeers in the wrong namespace to which the advertisements would announce. */
  readonly misplacedPeers?: readonly Misplaced[];
}

export interface Election {
  /** The name of the VirtualIP. */
  readonly name: string;
  readonly address: string;
  /** As observed; undefined: there is no VirtualIP yet. */
  readonly virtualIP: VirtualIP | undefined;
  /** Undefined: the address is in no pool. */
  readonly pool: string | undefined;
  /** The Services on the address, ordered by key. */
  readonly claimants: readonly Claimant[];
  readonly candidacy: Candidacy;
  /** The node that is to announce on layer 2; undefined: none. */
  readonly owner: Candidate | undefined;
  /** Absent: no BGPAdvertisement is for the address. */
  readonly bgp?: BGPCandidacy;
  /** The verdict on layer 2. `Pending` once an owner is chosen: only the owner's report shows whether it announces. */
  readonly layer2: AnnouncementVerdict;
  /** The better verdict of the two protocols; `Pending` if any node is to announce. */
  readonly verdict: AnnouncementVerdict;
}

export interface Elected {
  /**
   * One VirtualIP for each address that is in use and in a pool, or is put aside; ordered by name. The spec, the node
   * labels and the annotation `arpeggio.dev/moved` are the wanted ones; the rest is as observed. If nothing changes,
   * the entry is the observed object itself.
   */
  readonly virtualIPs: readonly VirtualIP[];
  /** One election for each address of a Service, in the order of the VirtualIPs' names. */
  readonly elections: readonly Election[];
  /** After this many seconds, the result may change although no object has changed; absent: it does not. */
  readonly resyncAfterSeconds?: number;
}
