/**
 * Gives nodes the link that kube-proxy makes in IPVS mode. Not every kernel has IPVS.
 *
 * @module
 */

import type { PodNode } from "./pod_node.ts";

export interface IpvsLinkOptions {
  /** kube-proxy's setting `ipvs.strictARP`. If false, the kernel of each node answers ARP requests for the address. */
  readonly strictARP: boolean;
}

/**
 * Adds `kube-ipvs0` with the address to each node. kube-proxy makes a link of kind dummy, which not every kernel has.
 * This makes a bridge without members: only the name of the link matters.
 */
export async function withIpvsLink(
  nodes: readonly PodNode[],
  address: string,
  { strictARP }: IpvsLinkOptions,
): Promise<AsyncDisposable> {
  const add = [
    `cd /proc/sys/net/ipv4/conf/all`,
    `echo ${strictARP ? 1 : 0} > arp_ignore`,
    `echo ${strictARP ? 2 : 0} > arp_announce`,
    "ip link add kube-ipvs0 type bridge",
    `ip addr add ${address}/32 dev kube-ipvs0`,
  ];
  const remove = [
    "ip link del kube-ipvs0",
    "cd /proc/sys/net/ipv4/conf/all",
    "echo 0 > arp_ignore",
    "echo 0 > arp_announce",
  ];
  const onEach = async (lines: readonly string[]): Promise<void> => {
    await Promise.all(nodes.map(({ host }) => host.run("sh", ["-e"], { input: lines.join("\n") })));
  };
  await onEach(add);
  return { [Symbol.asyncDispose]: () => onEach(remove) };
}
