/**
 * What a Service's status says that it has.
 *
 * @module
 */

import { type Address, parseAddress } from "./address.ts";
import type { Service } from "./kubernetes.ts";
import { isRecord, listOf } from "./shape.ts";

/** In the order of the status, each once, and without what is no address, such as a hostname. */
export function currentAddresses(service: Service): readonly Address[] {
  const ingress: unknown = service.status?.loadBalancer?.ingress;
  const addresses = listOf(ingress)
    .map((entry) => isRecord(entry) ? parseAddress(entry["ip"]) : undefined)
    .filter((address) => address !== undefined);
  if (addresses.length < 2) return addresses;
  return addresses.filter(({ text }, index) => addresses.findIndex((other) => other.text === text) === index);
}
