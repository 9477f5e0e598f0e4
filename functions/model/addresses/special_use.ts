/**
 * Addresses that no client can reach as a Service (IANA special-purpose registries, RFC 6890).
 *
 * @module
 */

import { overlaps, parseRange, type Range } from "./range.ts";

const blocks: readonly { readonly cidr: string; readonly name: string }[] = [
  { cidr: "0.0.0.0/8", name: "addresses of this host (0.0.0.0/8)" },
  { cidr: "127.0.0.0/8", name: "loopback addresses (127.0.0.0/8)" },
  { cidr: "224.0.0.0/4", name: "multicast addresses (224.0.0.0/4)" },
  { cidr: "255.255.255.255/32", name: "the broadcast address" },
  { cidr: "::/128", name: "the unspecified address (::)" },
  { cidr: "::1/128", name: "the loopback address (::1)" },
  { cidr: "ff00::/8", name: "multicast addresses (ff00::/8)" },
];

/** The name of the first block that the range overlaps; undefined if the range overlaps none. */
export function specialUse(range: Range): string | undefined {
  return blocks.find(({ cidr }) => {
    const block = parseRange(cidr);
    return typeof block !== "string" && overlaps(block, range);
  })?.name;
}
