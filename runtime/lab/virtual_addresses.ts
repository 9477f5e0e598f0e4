/**
 * Nodes that serve addresses which none of them has, as kube-proxy makes them do.
 *
 * @module
 */

import type { Host } from "./host.ts";

/**
 * From now on the host takes packets for every address of these ranges (CIDR). It stays silent about them: its kernel
 * answers ARP only for addresses of the interface (`arp_ignore`), and NDP never for such a route; and it names none of
 * them when it asks for others itself (`arp_announce`), which would be as good as a claim.
 */
export async function takePacketsFor(host: Host, ranges: readonly string[]): Promise<void> {
  const routes = ranges.map((range) => `${range.includes(":") ? "ip -6" : "ip"} route add local ${range} dev lo`);
  const settings = "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore; echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce";
  await host.run("sh", ["-e"], { input: [settings, ...routes].join("\n") });
}
