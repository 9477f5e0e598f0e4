/**
 * What a function is told about the world. Every kind it asks for has a key, even when there is none of it.
 *
 * @module
 */

import type {
  BFDProfile,
  BGPAdvertisement,
  BGPPeer,
  Community,
  ConfigurationState,
  IPAddressPool,
  L2Advertisement,
  ServiceBGPStatus,
  ServiceL2Status,
  VirtualIP,
} from "./crds.ts";
import type { EndpointSlice, Instant, Lease, Namespace, Node, Service } from "./kubernetes.ts";

export interface Observed {
  readonly now: Instant;
  readonly settings: Settings;
  /**
   * Since when the host has followed the announcers' Leases without a gap; while it cannot follow them: now. In the first 40 s a
   * node whose Lease has run out keeps what it has, since Leases are renewed only after the API server has come back. Absent:
   * for long.
   */
  readonly followedSince?: Instant;
  readonly services: readonly Service[];
  readonly namespaces: readonly Namespace[];
  readonly nodes: readonly Node[];
  readonly endpointSlices: readonly EndpointSlice[];
  /** The announcers' Leases: label `arpeggio.dev/component: announcer`. */
  readonly leases: readonly Lease[];
  readonly pools: readonly IPAddressPool[];
  readonly l2Advertisements: readonly L2Advertisement[];
  readonly bgpPeers: readonly BGPPeer[];
  readonly bgpAdvertisements: readonly BGPAdvertisement[];
  readonly bfdProfiles: readonly BFDProfile[];
  readonly communities: readonly Community[];
  readonly virtualIPs: readonly VirtualIP[];
  readonly l2Statuses: readonly ServiceL2Status[];
  readonly bgpStatuses: readonly ServiceBGPStatus[];
  readonly configurationStates: readonly ConfigurationState[];
}

/** What the command line decides. */
export interface Settings {
  /** Where pools, advertisements and statuses live. */
  readonly namespace: string;
  /** Only Services of this class are served; absent: only Services without a class. */
  readonly loadBalancerClass?: string;
  /** How long a node must have been up before addresses may move to it for balance; "never" switches that off. */
  readonly rebalanceAfterSeconds: number | "never";
  /** Announce also from nodes labelled `node.kubernetes.io/exclude-from-external-load-balancers`. */
  readonly ignoreExcludeLabel: boolean;
  /**
   * What holds where nothing was observed. "live", for a world from files: without any announcer's Lease every Node counts as
   * having a live announcer, without any EndpointSlice every Service counts as served on every node, and a Service without a
   * cluster address counts as having those that its families ask for. Absent: only what was observed counts, as on a cluster.
   */
  readonly assume?: "live";
}

export const defaultSettings: Settings = {
  namespace: "metallb-system",
  rebalanceAfterSeconds: 300,
  ignoreExcludeLabel: false,
};
