/**
 * What `elect` decides for one address.
 *
 * @module
 */

import type { Claimant } from "./address_use.ts";
import type { VirtualIP, VirtualIPSpec } from "../crds.ts";
import type { Instant } from "../kubernetes.ts";
import type { AnnouncementReason, AnnouncementVerdict } from "../reasons.ts";

/** Why a node may not announce an address, in the order in which that is asked. */
export const exclusionReasons = [
  "NotSelected",
  "ExcludedByLabel",
  "NetworkUnavailable",
  "OutOfService",
  "NoAnnouncer",
  "InterfaceNotFound",
  "NoLocalEndpoints",
] as const;

export type ExclusionReason = typeof exclusionReasons[number];

export interface Exclusion {
  readonly node: string;
  readonly reason: ExclusionReason;
}

/** A node that may announce. */
export interface Candidate {
  readonly node: string;
  /** The sum of the weights by which advertisements prefer it. */
  readonly score: number;
  /** Absent: all that it has. Sorted. */
  readonly interfaces?: readonly string[];
  /** Whether it may be given an address; else it only keeps what it has. */
  readonly mayGet: boolean;
  /** When its announcer last showed life, and since when it is up; absent: not known. */
  readonly renewedAt?: Instant;
  readonly upSince?: Instant;
}

/** Which nodes may announce an address, and why the others may not. Shared by all addresses to which the same applies. */
export interface Candidacy {
  /** Names of the advertisements that count, sorted. */
  readonly advertisements: readonly string[];
  /** By name, in the order of names. */
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** The best first: by score, then by name; only those that may get an address. */
  readonly ranked: readonly Candidate[];
  /** Nodes for which all is well but that their Lease has run out. They are candidates where nobody else is. */
  readonly lapsed: ReadonlyMap<string, Candidate>;
  /** Nodes that are none, whatever the Service. */
  readonly excluded: readonly Exclusion[];
  /** The candidates there would be if endpoints did not count; absent: they do not. */
  readonly beforeEndpoints?: ReadonlyMap<string, Candidate>;
  /** Why nobody may get the address; absent: somebody may. */
  readonly failure?: AnnouncementReason;
}

/** Why a node does not announce an address by BGP; beside the reasons above, in the order in which that is asked. */
export type BGPSilence = ExclusionReason | "NoBGP" | "NoPeer";

/** A node that is to announce an address by BGP. */
export interface BGPSpeaker {
  readonly node: string;
  /** The BGPPeers that it is to tell; sorted, at least one. */
  readonly peers: readonly string[];
  /** Those of them with which it says to have a session. */
  readonly sessions: readonly string[];
  /** Addresses that it says it cannot announce. */
  readonly withheld: ReadonlySet<string>;
}

/** How an address is announced by BGP, and why the other nodes do not. Shared by all addresses to which the same applies. */
export interface BGPCandidacy {
  /** Names of the advertisements that count, sorted. */
  readonly advertisements: readonly string[];
  /** What the announcers are told; undefined: nothing can serve. */
  readonly plan: VirtualIPSpec["bgp"];
  /** In the order of names. */
  readonly speakers: readonly BGPSpeaker[];
  readonly excluded: readonly { readonly node: string; readonly reason: BGPSilence }[];
  /** Why nobody is to announce; absent: somebody is. */
  readonly failure?: AnnouncementReason;
}

export interface Election {
  /** The name of its VirtualIP. */
  readonly name: string;
  readonly address: string;
  /** As observed; undefined: there is none yet. */
  readonly virtualIP: VirtualIP | undefined;
  /** Undefined: the address lies in no pool. */
  readonly pool: string | undefined;
  /** The Services on it, ordered by key. */
  readonly claimants: readonly Claimant[];
  readonly candidacy: Candidacy;
  /** The node that is to announce; undefined: nobody. */
  readonly owner: Candidate | undefined;
  /** Absent: no BGPAdvertisement is for the address. */
  readonly bgp?: BGPCandidacy;
  /** What holds on layer 2. `Pending` where an owner is chosen: whether it announces is for its report to tell. */
  readonly layer2: AnnouncementVerdict;
  /** The better of what holds on layer 2 and by BGP: `Pending` where anybody is to announce. */
  readonly verdict: AnnouncementVerdict;
}

export interface Elected {
  /**
   * One for each address in use, and for each that is put aside, ordered by name. The spec is as it should be; metadata and
   * status are as observed. One that need not change is the observed object itself.
   */
  readonly virtualIPs: readonly VirtualIP[];
  /** One for each address of a Service, in the order of the VirtualIPs' names. */
  readonly elections: readonly Election[];
  /** When the answer may change by time alone. */
  readonly resyncAfterSeconds?: number;
}
