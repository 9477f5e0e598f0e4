/**
 * Services with a pool's address in `spec.externalIPs`: on every node, kube-proxy routes traffic for that address to
 * them.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { contains } from "../addresses/range.ts";
import { type Fault, faultsOf, warning } from "../fault.ts";
import type { Service } from "../kubernetes.ts";
import type { Pool } from "../pools/pool.ts";
import { externalAddressInPool } from "./manifest_messages.ts";

export function externalAddressWarnings(services: readonly Service[], pools: readonly Pool[]): readonly Fault[] {
  return services.flatMap((service) =>
    (service.spec.externalIPs ?? []).flatMap((text, index) => {
      const address = parseAddress(text);
      const pool = address && pools.find(({ ranges }) => ranges.some((range) => contains(range, address)));
      if (address === undefined || pool === undefined) return [];
      const message = externalAddressInPool(address.text, pool.name);
      return faultsOf(service, [warning(`spec.externalIPs[${index}]`, "ExternalAddressInPool", message)]);
    })
  );
}
