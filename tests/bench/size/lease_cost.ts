/**
 * What does the renewal of an announcer's Lease cost the API server, compared with the renewal of a kubelet's Lease? An
 * announcer's Lease has more readers: the controller, and each node that shares an order with the announcer's node.
 *
 * @module
 */

import { nodesConcerned } from "../../../functions/model/virtual_ip_labels.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { residentMegabytes } from "../resident.ts";
import { virtualIPs } from "./holders.ts";
import { pause } from "./scene.ts";
import type { Size } from "./size.ts";
import { realNode, type SizeCluster } from "./size_cluster.ts";
import { apiServerPid, type Use, usesDuring } from "./uses.ts";

export interface LeaseCost {
  /** By node: the peers, whose Leases its announcer watches. */
  readonly peers: readonly number[];
  /** The CPU time of the API server for one renewal, in ms. */
  readonly announcerMs: number;
  readonly kubeletMs: number;
  /** The memory of the API server for one watch, in KB; empty if too few watches were opened to see it. */
  readonly watchKilobytes: readonly number[];
}

/**
 * The most watches of Leases that are opened. All Leases together may need more: then only some Leases are measured,
 * each with as many watches as it would have.
 */
const mostWatches = 2_000;
/** The memory of the API server rises and falls by some MB, so fewer watches show nothing. */
const fewestWatches = 1_000;
const perSecond = 100;

/** The components must be stopped. */
export async function measureLeases(cluster: SizeCluster, size: Size): Promise<LeaseCost> {
  const { imitated } = cluster;
  const peers = await peersByNode(cluster);
  peers.delete(realNode);
  const watchers: Record<string, number> = {};
  let watches = 0;
  for (const [node, { size: count }] of peers) {
    if (watches > 0 && watches + count > mostWatches) break;
    watchers[node] = count;
    watches += count;
  }
  const nodes = Object.keys(watchers);
  const before = residentMegabytes(apiServerPid(cluster));
  await imitated.ask({ do: "watchLeases", watchers });
  const more = (residentMegabytes(apiServerPid(cluster)) - before) * 1_000;
  const watchKilobytes = watches < fewestWatches ? [] : [more / watches];
  const rest = await usesDuring(cluster, () => pause(size.restMs));
  const restCpu = rest["API server"]?.cpu ?? 0;
  const costOf = async (as: "announcer" | "kubelet"): Promise<number> => {
    const renew = { do: "renew", as, nodes, count: size.renewals, perSecond } as const;
    // The first request also creates the kubelets' Leases. It is not measured.
    await imitated.ask({ ...renew, count: 1 });
    const uses = await usesDuring(cluster, () => imitated.ask(renew));
    return renewalMs(uses["API server"], restCpu, size.renewals);
  };
  const kubeletMs = await costOf("kubelet");
  const announcerMs = await costOf("announcer");
  return { peers: [...peers.values()].map((each) => each.size), announcerMs, kubeletMs, watchKilobytes };
}

/** @param restCpu the CPU that the API server uses without these renewals, in % of a core */
function renewalMs(use: Use | undefined, restCpu: number, renewals: number): number {
  if (use === undefined) return NaN;
  return use.cpuSeconds * (1 - restCpu / use.cpu) * 1_000 / renewals;
}

/** By node: the other nodes that its VirtualIPs name. */
async function peersByNode({ stage }: SizeCluster): Promise<Map<string, Set<string>>> {
  const peers = new Map<string, Set<string>>();
  const { items }: { readonly items: readonly VirtualIP[] } = await stage.cluster.api.request("GET", virtualIPs);
  for (const virtualIP of items) {
    const nodes = nodesConcerned(virtualIP);
    for (const node of nodes) {
      const others = peers.get(node) ?? new Set();
      for (const other of nodes) if (other !== node) others.add(other);
      peers.set(node, others);
    }
  }
  return peers;
}
