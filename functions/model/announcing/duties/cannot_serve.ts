import { isIPv6 } from "../../addresses/address.ts";
import type { Situation } from "./situation.ts";

/**
 * True if the peer's heartbeats say that it cannot serve the address, or if its Lease says so: a node that has lost its
 * addresses may have no network left for its heartbeats.
 */
export function cannotServe(
  node: string,
  address: string,
  { peers, lostBy }: Pick<Situation, "peers" | "lostBy">,
): boolean {
  if (peers.get(node)?.declines.has(address)) return true;
  return lostBy?.get(node)?.includes(isIPv6(address) ? "IPv6" : "IPv4") ?? false;
}
