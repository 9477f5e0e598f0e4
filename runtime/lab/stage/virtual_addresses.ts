/**
 * Makes a node accept packets for addresses that no interface has, as kube-proxy does.
 *
 * @module
 */

import type { Host } from "./host.ts";

/**
 * From now on the host accepts packets for every address of these ranges (CIDR), but never claims the addresses. Its
 * kernel answers ARP only for addresses of the interface (`arp_ignore`), and never answers NDP for a local route. The
 * kernel sends no ARP request from these addresses (`arp_announce`): clients would learn the host's MAC from a request.
 */
export async function takePacketsFor(host: Host, ranges: readonly string[]): Promise<void> {
  const routes = ranges.map((range) => `${range.includes(":") ? "ip -6" : "ip"} route add local ${range} dev lo`);
  const settings = "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore; echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce";
  await host.run("sh", ["-e"], { input: [settings, ...routes].join("\n") });
}
