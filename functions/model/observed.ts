/**
 * The observed world that functions take. It has a list for every listed kind (see `kindTable`), which may be empty.
 *
 * @module
 */

import type { Kinds } from "./kinds.ts";
import type { ListedKind, ListOf } from "./kind_table.ts";
import type { Instant, ObjectKey } from "./kubernetes.ts";

/**
 * One list for each listed kind. `leases` has only the announcers' Leases (label `arpeggio.dev/component: announcer`).
 */
export type ObservedLists = { readonly [Kind in ListedKind as ListOf<Kind>]: readonly Kinds[Kind][] };

export interface Observed extends ObservedLists {
  readonly now: Instant;
  /**
   * The origin of `now`: the Leases among files, or an archive of `collect`. Absent: the clock of this machine.
   */
  readonly nowFrom?: "leases" | "archive";
  readonly settings: Settings;
  /**
   * Since when this process has watched the announcers' Leases without a gap; absent: since long ago. While the process
   * cannot watch them, the value is the present time. A node whose Lease has expired keeps its addresses in the first
   * 40 s of watching: after an outage of the API server, announcers need some time to renew their Leases.
   */
  readonly followedSince?: Instant;
  /** By Service: the other actor that keeps overwriting the Service's addresses, in words. Absent: there is none. */
  readonly rivals?: Readonly<Record<ObjectKey, string>>;
}

/** The settings from the command line. */
export interface Settings {
  /** The namespace of pools, advertisements and statuses. */
  readonly namespace: string;
  /** Only Services of this class are served; absent: only Services that have no class. */
  readonly loadBalancerClass?: string;
  /**
   * How long a node must have been up before addresses may move to it for balance; "never": no address moves for
   * balance.
   */
  readonly rebalanceAfterSeconds: number | "never";
  /** True: nodes with the label `node.kubernetes.io/exclude-from-external-load-balancers` announce too. */
  readonly ignoreExcludeLabel: boolean;
  /**
   * Absent: nothing is assumed about objects that were not observed, as in a cluster. "live" is for a world from files,
   * and assumes three things. Without any Lease of an announcer, every Node has a live announcer. Without any
   * EndpointSlice, every Service is served on every node. A Service without a cluster address has one of each of its
   * families.
   */
  readonly assume?: "live";
}

export const defaultSettings: Settings = {
  namespace: "metallb-system",
  rebalanceAfterSeconds: 300,
  ignoreExcludeLabel: false,
};
