/**
 * Waits for the state of an address in its VirtualIP.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

interface VirtualIP {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly l2?: { readonly order: readonly { readonly node: string }[] } };
  readonly status?: { readonly node?: string; readonly conditions?: readonly Condition[] };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** A holder notices another host within a minute. */
const conflictPatienceMs = 90_000;

/** Waits until the VirtualIP's status has a node for which `wanted` holds, and returns that node. */
export async function untilHolder(
  cluster: Cluster,
  address: string,
  wanted: (node: string) => boolean = () => true,
): Promise<string> {
  const isIt = (node: string | undefined): node is string => node !== undefined && wanted(node);
  const [one] = await cluster.api.until<VirtualIP>(pathOf(address), ([one]) => isIt(one?.status?.node));
  return one?.status?.node ?? "";
}

/** Waits until the order of the address has `count` nodes. */
export async function untilRanked(cluster: Cluster, address: string, count: number): Promise<void> {
  await cluster.api.until<VirtualIP>(pathOf(address), ([one]) => one?.spec.l2?.order.length === count);
}

/**
 * Waits until `wanted` holds for the message of the address's Conflict, and returns the message. It is undefined while
 * there is no Conflict.
 */
export async function untilConflict(
  cluster: Cluster,
  address: string,
  wanted: (message: string | undefined) => boolean,
): Promise<string | undefined> {
  const conflictIn = (one: VirtualIP | undefined): string | undefined =>
    one?.status?.conditions?.find(({ type, status }) => type === "Conflict" && status === "True")?.message;
  const [one] = await cluster.api.until<VirtualIP>(pathOf(address), ([one]) => wanted(conflictIn(one)), {
    timeoutMs: conflictPatienceMs,
  });
  return conflictIn(one);
}

function pathOf(address: string): string {
  return `/apis/arpeggio.dev/v1alpha1/virtualips?fieldSelector=metadata.name%3D${address}`;
}
