import { isIPv6 } from "../../addresses/address.ts";
import type { Situation } from "./situation.ts";

/**
 * True if the peer's heartbeats or its Lease say that the peer cannot serve the address. The Lease is needed too: a
 * node that has lost its own addresses may have no network left for heartbeats.
 */
export function cannotServe(
  node: string,
  address: string,
  { peers, lostBy }: Pick<Situation, "peers" | "lostBy">,
): boolean {
  if (peers.get(node)?.declines.has(address)) return true;
  return lostBy?.get(node)?.includes(isIPv6(address) ? "IPv6" : "IPv4") ?? false;
}
