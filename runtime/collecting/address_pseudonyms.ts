/**
 * Replaces the IP addresses and the MACs of a cluster by pseudonyms.
 *
 * Each block of addresses is replaced by another block of the same size, and blocks keep their order. So a range stays
 * a range, and an address stays in its pool. Loopback, multicast and link-local addresses identify nobody and are kept,
 * except for the part of an IPv6 address that was derived from a MAC.
 *
 * @module
 */

import {
  type Address,
  addressBits,
  addressOf,
  parseAddress,
  virtualIPName,
} from "../../functions/model/addresses/address.ts";
import { overlaps, parseRange, type Range } from "../../functions/model/addresses/range.ts";
import { specialUse } from "../../functions/model/addresses/special_use.ts";
import type { IPFamily } from "../../functions/model/kubernetes.ts";

/**
 * Matches names of IPv6 VirtualIPs, IPv4 addresses, also as in `ip-192-0-2-1`, and IPv6 addresses in a text. A match
 * that is no address is not replaced.
 */
const addresses = new RegExp(
  [
    String.raw`\b(?:[\da-f]{1,4}-){7}[\da-f]{1,4}\b`,
    String.raw`\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)`,
    // With a port, as tcpdump writes it: `192.0.2.1.80`.
    String.raw`(?<![\w.])[1-9]\d{0,2}(?:\.\d{1,3}){3}(?!\d)`,
    String.raw`(?<!\d)\d{1,3}(\\{0,2}[._-])\d{1,3}(?:\1\d{1,3}){2}(?!\d|\.\d)`,
    String.raw`(?<![\da-f])[\da-f]*:[\da-f:]*:[\da-f:.]*[\da-f:]`,
  ].join("|"),
  "gi",
);
/** Matches MACs such as `02:00:00:00:00:01`, `02-00-…` and `0200.0000.0001`, and the MAC in an interface's name. */
const macs =
  /(?<![\da-f]|[\da-f][:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\da-f]|[:-][\da-f])|(?<![\w.])[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}(?![\w]|\.\d)|(?<=\benx)[\da-f]{12}\b/gi;
/** Matches names of reverse DNS before `.in-addr.arpa` or `.ip6.arpa`: addresses that are written backwards. */
const reverseNames = /(?<![\w./-])\w[\w./-]*(?=\.(?:in-addr|ip6)\.arpa)/gi;

/** Changes the text around addresses and MACs. */
export function changedAroundAddresses(text: string, change: (text: string) => string): string {
  const kept = [
    ...text.matchAll(macs),
    ...[...text.matchAll(addresses)].filter(([word]) => addressIn(word) !== undefined),
  ]
    .toSorted((one, other) => one.index - other.index);
  let [made, at] = ["", 0];
  for (const { 0: word, index } of kept) {
    if (index < at) continue;
    made += change(text.slice(at, index)) + word;
    at = index + word.length;
  }
  return made + change(text.slice(at));
}

/** The longest prefix of a block: addresses of one /24 or /64 stay in one block. */
const longestPrefix = { IPv4: 24, IPv6: 64 } as const satisfies Record<IPFamily, number>;
/** A block with a shorter prefix is kept, since it identifies nobody. */
const shortestPrefix = { IPv4: 8, IPv6: 16 } as const satisfies Record<IPFamily, number>;
const origin = { IPv4: 10n << 24n, IPv6: 0xfd00n << 112n } as const satisfies Record<IPFamily, bigint>;

const linkLocal = [rangeOf("169.254.0.0/16"), rangeOf("fe80::/10")];

/** Reads all texts first, then replaces the addresses in each. */
export class AddressPseudonyms {
  readonly #moved: readonly { readonly from: Range; readonly to: bigint }[];
  readonly #macs: ReadonlyMap<string, string>;

  constructor(texts: Iterable<string>) {
    const blocks: Range[] = [];
    const found = new Set<string>();
    for (const text of texts) {
      for (const [mac] of text.matchAll(macs)) found.add(withColons(mac));
      blocks.push(...blocksIn(text.replace(macs, "")));
    }
    this.#moved = moved(outermost(blocks));
    const start = [...found].some((mac) => mac.startsWith("02:00:00")) ? "06" : "02";
    this.#macs = new Map([...found].toSorted().map((mac, index) => [mac, macText(start, index + 1)]));
  }

  replace(text: string): string {
    const kept: string[] = [];
    const withoutMacs = text.replace(reverseNames, "reverse").replace(macs, (written) => {
      const mac = withColons(written);
      kept.push(isGroup(mac) ? written : writtenLike(written, this.#macs.get(mac) ?? mac));
      return `\0${kept.length - 1}\0`;
    });
    return withoutMacs.replace(addresses, (word) => this.#pseudonym(word)).replace(
      /\0(\d+)\0/g,
      (_, index) => kept[Number(index)] ?? "",
    );
  }

  #pseudonym(word: string): string {
    const address = addressIn(word);
    if (address === undefined) return word;
    const block = this.#moved.find(({ from }) => holds(from, address));
    const value = this.#host(
      address,
      block === undefined ? address.value : block.to + address.value - block.from.first,
    );
    if (value === address.value) return word;
    const { text } = addressOf(address.family, value);
    if (isFourNumbers(word)) return text.replaceAll(".", () => /\D+/.exec(word)?.[0] ?? ".");
    return word.includes("-") ? virtualIPName(text) : text;
  }

  /**
   * If the interface identifier was derived from a MAC (RFC 4291, appendix A), derives it from the MAC's pseudonym
   * instead.
   */
  #host({ family }: Address, value: bigint): bigint {
    if (family === "IPv4" || ((value >> 24n) & 0xffffn) !== 0xfffen) return value;
    const low = value & 0xffff_ffff_ffff_ffffn;
    const number = ((low >> 40n) << 24n | (low & 0xff_ffffn)) ^ (0x02n << 40n);
    const mac = number.toString(16).padStart(12, "0").replace(/..(?!$)/g, "$&:");
    const other = BigInt(`0x${(this.#macs.get(mac) ?? macText("02", 0)).replaceAll(":", "")}`) ^ (0x02n << 40n);
    return value - low + ((other >> 24n) << 40n | 0xfffen << 24n | (other & 0xff_ffffn));
  }
}

/** The address in a match of `addresses`. */
function addressIn(word: string): Address | undefined {
  if (isFourNumbers(word)) return parseAddress(word.replaceAll(/\D+/g, "."));
  return parseAddress(word.includes("-") ? word.replaceAll("-", ":") : word);
}

function isFourNumbers(word: string): boolean {
  return /^\d+(?:[^\d:]+\d+){3}$/.test(word);
}

function withColons(mac: string): string {
  return mac.toLowerCase().replace(/[^\da-f]/g, "").replace(/..(?!$)/g, "$&:");
}

/** The MAC with the separators of another one. */
function writtenLike(other: string, mac: string): string {
  const digits = mac.replaceAll(":", "");
  if (other.includes(".")) return digits.replace(/....(?!$)/g, "$&.");
  if (other.includes("-")) return mac.replaceAll(":", "-");
  return other.includes(":") ? mac : digits;
}

function isGroup(mac: string): boolean {
  return mac === "00:00:00:00:00:00" || (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

function macText(start: string, number: number): string {
  return `${start}00000000`.concat(number.toString(16).padStart(2, "0")).slice(-12).padStart(12, "0")
    .replace(/..(?!$)/g, "$&:");
}

/** The block around each address, CIDR and range of a text, except for addresses that are kept. */
function blocksIn(text: string): readonly Range[] {
  const blocks: Range[] = [];
  const words = [...text.matchAll(addresses)];
  for (const [index, match] of words.entries()) {
    const [word] = match;
    const address = addressIn(word);
    if (address === undefined) continue;
    const after = text.slice(match.index + word.length);
    const [, length] = /^\/(\d{1,3})(?!\d)/.exec(after) ?? [];
    const next = words[index + 1];
    const isStart = next !== undefined && /^\s*-\s*$/.test(text.slice(match.index + word.length, next.index));
    const wanted = isStart ? `${word}-${next[0]}` : `${address.text}/${length ?? addressBits[address.family]}`;
    const range = parseRange(wanted);
    if (typeof range !== "string" && isMoved(range)) blocks.push(around(range));
  }
  return blocks;
}

function isMoved(range: Range): boolean {
  return specialUse(range) === undefined && !linkLocal.some((each) => overlaps(each, range)) &&
    prefixOf(range) >= shortestPrefix[range.family];
}

/** The number of leading bits that the first and the last address have in common. */
function prefixOf({ family, first, last }: Range): number {
  return addressBits[family] - (first ^ last).toString(2).length + (first === last ? 1 : 0);
}

/** The smallest block (one prefix, not longer than `longestPrefix`) that contains a range. */
function around(range: Range): Range {
  const prefix = Math.min(prefixOf(range), longestPrefix[range.family]);
  const mask = (1n << BigInt(addressBits[range.family] - prefix)) - 1n;
  const first = range.first & ~mask;
  return { family: range.family, first, last: first | mask };
}

/** The blocks that are not inside another block, sorted. */
function outermost(blocks: readonly Range[]): readonly Range[] {
  const sorted = blocks.toSorted((one, other) =>
    one.first === other.first
      ? Number(other.last > one.last) - Number(other.last < one.last)
      : one.first < other.first
      ? -1
      : 1
  );
  const kept: Range[] = [];
  const ends = { IPv4: -1n, IPv6: -1n };
  for (const block of sorted) {
    if (block.last <= ends[block.family]) continue;
    ends[block.family] = block.last;
    kept.push(block);
  }
  return kept;
}

/** Pairs each block with the first address of its pseudonym. A pseudonym overlaps with no block of the cluster. */
function moved(blocks: readonly Range[]): readonly { readonly from: Range; readonly to: bigint }[] {
  const next = { ...origin };
  return blocks.map((from) => {
    const size = from.last - from.first + 1n;
    let to = aligned(next[from.family], size);
    while (blocks.some((each) => overlaps(each, { family: from.family, first: to, last: to + size - 1n }))) to += size;
    next[from.family] = to + size;
    return { from, to };
  });
}

function aligned(value: bigint, size: bigint): bigint {
  return (value + size - 1n) / size * size;
}

function holds({ family, first, last }: Range, address: Address): boolean {
  return family === address.family && first <= address.value && address.value <= last;
}

function rangeOf(cidr: string): Range {
  const range = parseRange(cidr);
  if (typeof range === "string") throw new TypeError(range);
  return range;
}
