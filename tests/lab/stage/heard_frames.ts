/**
 * Counts the ARP and NDP frames about an address that arrive at a host, with nftables.
 *
 * @module
 */

import { addressBytes } from "../../../functions/model/addresses/address_bytes.ts";
import { isIPv6 } from "../../../functions/model/addresses/address.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";

/** The frames since the last call of `heardFrames`. */
export interface HeardFrames {
  /** By Ethernet source: all frames in which the address is the sender. */
  readonly from: ReadonlyMap<string, number>;
  /** How many frames went to a broadcast or multicast MAC: frames in which the address is the sender, and probes. */
  readonly toGroups: number;
}

/** Begins to count. A host counts the frames about one address. */
export async function countFrames(host: Host, address: string): Promise<void> {
  const hex = addressBytes(address).toHex();
  const solicitations = "{ nd-neighbor-solicit, nd-neighbor-advert }";
  const [sender, probe] = isIPv6(address)
    ? [
      `ip6 saddr ${address} icmpv6 type ${solicitations}`,
      `ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,64,128 0x${hex}`,
    ]
    : [`arp saddr ip ${address}`, `arp saddr ip 0.0.0.0 arp daddr ip ${address}`];
  const input = `
table netdev heard {
  set by { type ether_addr; flags dynamic; counter; size 256; }
  counter grouped { }
  chain arriving {
    type filter hook ingress device eth0 priority 0
    ${sender} update @by { ether saddr counter }
    ${sender} meta pkttype { broadcast, multicast } counter name grouped
    ${probe} counter name grouped
  }
}
`;
  await host.run("nft", ["-f", "-"], { input });
}

/** The frames since the last call, or since `countFrames`. */
export async function heardFrames(host: Host): Promise<HeardFrames> {
  const { nftables }: { readonly nftables: readonly Listed[] } = JSON.parse(
    await host.run("nft", ["-j", "list", "table", "netdev", "heard"]),
  );
  await host.run("nft", ["-f", "-"], { input: "flush set netdev heard by\nreset counters table netdev heard\n" });
  const elements = nftables.flatMap(({ set }) => set?.elem ?? []).map(({ elem }) => elem);
  return {
    from: new Map(elements.map(({ val, counter }) => [val, counter.packets])),
    toGroups: nftables.reduce((sum, { counter }) => sum + (counter?.packets ?? 0), 0),
  };
}

interface Listed {
  readonly set?: {
    readonly elem?: readonly {
      readonly elem: { readonly val: string; readonly counter: { readonly packets: number } };
    }[];
  };
  readonly counter?: { readonly packets: number };
}
