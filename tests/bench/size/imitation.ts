/**
 * The requests to the process that imitates nodes (`imitate_nodes.ts`), and its answers. Each is one line of JSON on
 * its standard input or output.
 *
 * @module
 */

export type Request = Join | WatchVirtualIPs | WatchLeases | Renew | Count;

/** The first request: the nodes get their Leases, and renew them from now on. */
export interface Join {
  readonly do: "join";
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  readonly nodes: readonly string[];
}

/** Each node watches the VirtualIPs with its label, or all, or none. */
export interface WatchVirtualIPs {
  readonly do: "watchVirtualIPs";
  readonly scope: "own" | "all" | "none";
}

/** The Leases of these nodes are watched, each by this number of peers. */
export interface WatchLeases {
  readonly do: "watchLeases";
  readonly watchers: Readonly<Record<string, number>>;
}

/** Renews the Leases of these nodes in turn, as announcers or as kubelets do. The answer comes at the end. */
export interface Renew {
  readonly do: "renew";
  readonly as: "announcer" | "kubelet";
  readonly nodes: readonly string[];
  readonly count: number;
  readonly perSecond: number;
}

export interface Count {
  readonly do: "count";
}

/** The answer to each request. The numbers of events and bytes count from the start of the process. */
export interface Counts {
  /** The VirtualIPs, and how many of them no node announces yet. */
  readonly virtualIPs: number;
  readonly unheld: number;
  /** The changes of VirtualIPs while they are watched. */
  readonly changes: number;
  /** What the nodes' watches of VirtualIPs received. */
  readonly events: number;
  readonly bytes: number;
  /** The nodes' open watches of VirtualIPs and Leases. */
  readonly watches: number;
  /** The watches that the API server ended. Each was opened again. */
  readonly broken: number;
}
