/**
 * Measures what each program uses in a large cluster, at rest and while 20 Services a second come, change and go, with
 * and without the node labels of VirtualIPs. The cluster has a real API server, a real controller and the announcer of
 * one real node. One process imitates all other nodes: their Leases, their watches, and the statuses that they write.
 *
 * @module
 */

import { clusterParts } from "../cluster/machine/parts.ts";
import { createManyServices } from "../cluster/machine/many.ts";
import { figuresHeader } from "./figures.ts";
import { printLeases, printLimits, printScene } from "./size/print.ts";
import { virtualIPs } from "./size/holders.ts";
import { measureLeases } from "./size/lease_cost.ts";
import { measureScene, pause } from "./size/scene.ts";
import { type Size, sizeOf } from "./size/size.ts";
import { realNode, SizeCluster } from "./size/size_cluster.ts";
import { nodeLabel } from "../../functions/model/virtual_ip_labels.ts";
import { type Uses, usesDuring } from "./size/uses.ts";

const patienceMs = 600_000;

/**
 * @param options `nodes` and `services`: the size of the cluster; absent: 1,000 and 20,000, or with `small` 30 and 300
 */
export async function benchmark(
  options: { readonly small: boolean; readonly nodes?: number; readonly services?: number },
): Promise<void> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) return;
  const size = sizeOf(options);
  const { nodes, services } = size;
  await using cluster = await SizeCluster.build(parts, size);
  const empty = await fill(cluster, size);

  const of = `${nodes} nodes, ${services} VirtualIPs`;

  const labelled = await measureScene(cluster, size, "own");
  figuresHeader(`with labels, ${of}`);
  printScene(labelled);
  const unlabelled = await measureScene(cluster, size, "all");
  figuresHeader(`without labels, ${of}`);
  printScene(unlabelled);
  const leases = await measureLeases(cluster, size);
  figuresHeader(`Leases, ${of}`);
  printLeases(leases, size);
  const alone = await announcerAlone(cluster, size);
  figuresHeader(`the limits, ${of}`);
  printLimits({ labelled, unlabelled, leases, empty, alone }, size);
}

/**
 * Starts the controller, measures it while there are no Services, and creates the Services. When this resolves, a node
 * announces each of them, and the components are stopped.
 */
async function fill(cluster: SizeCluster, size: Size): Promise<Uses> {
  const { stage: { cluster: { api } } } = cluster;
  await cluster.startController("own");
  await pause(size.settleMs);
  const empty = await usesDuring(cluster, () => pause(size.restMs));
  await cluster.startAnnouncer();
  await cluster.openPool("own");
  await createManyServices(api, size.own);
  await untilHeld(cluster, size.own);
  // The other Services get addresses from the other pool.
  await cluster.closePool("own");
  await cluster.openPool("others");
  await createManyServices(api, size.services - size.own, { besides: size.own });
  await untilHeld(cluster, size.services);
  await cluster.stopComponents();
  return empty;
}

/** Waits until there are this many VirtualIPs, and a node announces each. */
async function untilHeld({ imitated }: SizeCluster, count: number): Promise<void> {
  const giveUp = performance.now() + patienceMs;
  for (;;) {
    const { virtualIPs, unheld } = await imitated.ask({ do: "count" });
    if (virtualIPs === count && unheld === 0) return;
    if (performance.now() > giveUp) {
      throw new Error(`Cannot measure: of ${count} addresses there are ${virtualIPs}, and ${unheld} are not announced`);
    }
    await pause(500);
  }
}

/** The memory of an announcer in a cluster that has only its own VirtualIPs. The components must be stopped. */
async function announcerAlone(cluster: SizeCluster, size: Size): Promise<readonly number[]> {
  await deleteOthers(cluster, size);
  await cluster.startAnnouncer();
  await pause(size.settleMs);
  return (await usesDuring(cluster, () => pause(size.restMs))).announcer?.memory ?? [];
}

/** Deletes the VirtualIPs that do not concern the real node. */
async function deleteOthers({ stage, imitated }: SizeCluster, size: Size): Promise<void> {
  const others = `${virtualIPs}labelSelector=${encodeURIComponent(`!${nodeLabel(realNode)}`)}`;
  for (const giveUp = performance.now() + patienceMs; performance.now() < giveUp; await pause(500)) {
    // The API server may need more time than it allows for one request. Then the next request goes on.
    await stage.cluster.api.request("DELETE", others).catch(() => undefined);
    if ((await imitated.ask({ do: "count" })).virtualIPs === size.own) return;
  }
  throw new Error("Cannot measure: the VirtualIPs of the other nodes are not deleted");
}
