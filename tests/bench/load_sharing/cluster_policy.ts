/**
 * What kube-proxy does on a node for Services with `externalTrafficPolicy: Cluster`: each new connection goes to the
 * backend on a node that is chosen at random.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";

export interface ForwardedAddresses {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** @param nodes the backends, by the addresses of their nodes */
export async function forwardToAll(
  host: Host,
  { ipv4, ipv6 }: ForwardedAddresses,
  nodes: readonly { readonly address: string; readonly address6: string }[],
): Promise<void> {
  const choice = (addresses: readonly string[]): string =>
    `numgen random mod ${addresses.length} map { ${addresses.map((each, index) => `${index} : ${each}`).join(", ")} }`;
  const input = `
table inet cluster {
  chain arriving {
    type nat hook prerouting priority dstnat
    ip daddr { ${ipv4.join(", ")} } tcp dport 80 dnat ip to ${choice(nodes.map(({ address }) => address))}
    ip6 daddr { ${ipv6.join(", ")} } tcp dport 80 dnat ip6 to ${choice(nodes.map(({ address6 }) => address6))}
  }
  chain leaving {
    type nat hook postrouting priority srcnat
    ct status dnat masquerade
  }
}
`;
  await host.run("sh", [
    "-ec",
    "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
  ]);
  await host.run("nft", ["-f", "-"], { input });
}
