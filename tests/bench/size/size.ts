/** How many objects the cluster of the benchmark has, and how long each measurement takes. */
export interface Size {
  /** The real node and the imitated ones. */
  readonly nodes: number;
  /** The Services with an address. Each address has a VirtualIP. */
  readonly services: number;
  /** The VirtualIPs that concern the real node. */
  readonly own: number;
  /** After this time the garbage of a start or of a burst has been collected. */
  readonly settleMs: number;
  readonly restMs: number;
  readonly churnSeconds: number;
  /** How long a Service of the churn lives. */
  readonly lifeSeconds: number;
  /** The renewals of Leases that are measured. */
  readonly renewals: number;
}

/** The most nodes in an order. The real node has as many VirtualIPs as the other nodes have on average. */
const inOrder = 8;

export function sizeOf({ small, nodes = small ? 30 : 1_000, services = small ? 300 : 20_000 }: {
  readonly small: boolean;
  readonly nodes?: number;
  readonly services?: number;
}): Size {
  const own = Math.min(services, Math.ceil(services * inOrder / nodes));
  return small
    ? { nodes, services, own, settleMs: 1_000, restMs: 1_500, churnSeconds: 2, lifeSeconds: 1, renewals: 100 }
    : { nodes, services, own, settleMs: 35_000, restMs: 15_000, churnSeconds: 40, lifeSeconds: 5, renewals: 2_000 };
}
