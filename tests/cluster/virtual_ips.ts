/**
 * Who announces an address, as its VirtualIP tells.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

interface VirtualIP {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly l2?: { readonly order: readonly { readonly node: string }[] } };
  readonly status?: { readonly node?: string };
}

/** The node that has reported that it announces the address, once it is one that is wanted. */
export async function untilHolder(
  cluster: Cluster,
  address: string,
  wanted: (node: string) => boolean = () => true,
): Promise<string> {
  const isIt = (node: string | undefined): node is string => node !== undefined && wanted(node);
  const [one] = await cluster.api.until<VirtualIP>(pathOf(address), ([one]) => isIt(one?.status?.node));
  return one?.status?.node ?? "";
}

/** Waits until so many nodes stand in the order of the address. */
export async function untilRanked(cluster: Cluster, address: string, count: number): Promise<void> {
  await cluster.api.until<VirtualIP>(pathOf(address), ([one]) => one?.spec.l2?.order.length === count);
}

function pathOf(address: string): string {
  return `/apis/arpeggio.dev/v1alpha1/virtualips?fieldSelector=metadata.name%3D${address}`;
}
