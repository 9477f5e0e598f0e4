/**
 * BGP identifiers: four octets that identify a node towards its routers. No two nodes may have the same identifier (RFC
 * 4271, section 4.2; RFC 6286, section 2.1).
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import { type Address, addressOf, parseAddress } from "../addresses/address.ts";
import { hash32 } from "../hash.ts";
import type { Node } from "../kubernetes.ts";

/**
 * The identifier of a node whose peers set none: the node's own IPv4 address. A node without IPv4 gets a hash of its
 * name. Undefined if the Node object has no address: then FRR uses the highest IPv4 address that it finds. That may be
 * the address of a bridge, which can be the same on all nodes.
 *
 * ```ts
 * import { routerIDOf } from "./router_id.ts";
 * import assert from "node:assert/strict";
 * const node = (address: string) => ({
 *   apiVersion: "v1" as const,
 *   kind: "Node" as const,
 *   metadata: { name: "worker-0" },
 *   status: { addresses: [{ type: "InternalIP", address }] },
 * });
 * assert.equal(routerIDOf(node("192.0.2.11")), "192.0.2.11");
 * assert.equal(routerIDOf(node("fd00::11")), "165.97.30.239");
 * ```
 */
export function routerIDOf({ metadata: { name }, status }: Node): string | undefined {
  const told = status?.addresses ?? [];
  const internal = told.filter(({ type }) => type === "InternalIP");
  const addresses = [...internal, ...told].flatMap(({ address }) => parseAddress(address) ?? []);
  const own = addresses.find(isRouterID);
  if (own !== undefined) return own.text;
  return addresses.length === 0 ? undefined : hashedRouterID(name);
}

/** True for a valid identifier: FRR and other routers refuse a number that cannot be the address of a host. */
export function isRouterID({ family, value }: Address): boolean {
  if (family !== "IPv4") return false;
  const first = Number(value >> 24n);
  return first >= 1 && first <= 223 && first !== 127;
}

/** Maps the hash of the name evenly to all valid identifiers. */
function hashedRouterID(name: string): string {
  const index = BigInt(hash32(name)) * validFirsts * octetsAfter >> 32n;
  const first = index / octetsAfter + 1n;
  return addressOf("IPv4", (first < 127n ? first : first + 1n) * octetsAfter + index % octetsAfter).text;
}

/** The number of valid first octets: 1 to 223, without 127. */
const validFirsts = 222n;
const octetsAfter = 1n << 24n;
