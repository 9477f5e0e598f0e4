/**
 * The addresses in a Service's status, and its entries that are not addresses.
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import { append } from "../append.ts";
import type { Service } from "../kubernetes.ts";
import { isRecord, listOf, mapsOf } from "../shape.ts";

/**
 * The addresses in the order of the status, each once. Entries that are not addresses, such as hostnames, are left out.
 */
export function currentAddresses(service: Service): readonly Address[] {
  let addresses = none;
  for (const entry of listOf(service.status?.loadBalancer?.ingress)) {
    const address = isRecord(entry) ? parseAddress(entry["ip"]) : undefined;
    if (address !== undefined && !hasText(addresses, address.text)) addresses = append(addresses, address);
  }
  return addresses;
}

/** The texts of the entries that are not addresses: hostnames, and an `ip` that cannot be read. */
export function entriesWithoutAddress(service: Service): readonly string[] {
  const texts = mapsOf(service.status?.loadBalancer?.ingress)
    .filter(({ ip }) => parseAddress(ip) === undefined)
    .flatMap(({ hostname, ip }): readonly unknown[] => [hostname ?? ip]);
  return [...new Set(texts.filter((text) => typeof text === "string"))];
}

function hasText(addresses: readonly Address[], text: string): boolean {
  return addresses.length > 0 && addresses.some((each) => each.text === text);
}

const none: readonly Address[] = [];
