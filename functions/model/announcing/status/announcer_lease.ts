/**
 * The links of a node, in an annotation of its announcer's Lease.
 *
 * @module
 */

import type { IPFamily } from "../../kubernetes.ts";
import { nodeObjectName } from "../../node_names.ts";
import { isRecord, textsOf } from "../../shape.ts";
import type { LostFamilies } from "../../wire/lost_families.ts";
import { isIP } from "node:net";

/** The value of the annotation `arpeggio.dev/links`, as JSON. */
export interface AnnouncerLinks {
  readonly links: readonly AnnouncedLink[];
}

export interface AnnouncedLink {
  readonly name: string;
  /** Lower-case, colon-separated. */
  readonly mac: string;
  /** In CIDR notation with the host's own address, e.g. `172.16.0.11/16`. */
  readonly addresses: readonly string[];
  /** By family that the kernel cannot serve on the link: its last addresses there. Absent: the kernel serves both. */
  readonly lost?: LostFamilies;
}

/** The name of the Lease of a node's announcer. */
export function announcerLeaseName(node: string): string {
  return nodeObjectName("arpeggio-announcer", node);
}

/** Reads the annotation; undefined if it is missing or cannot be read. A malformed link is left out. */
export function readLinks(annotation: string | undefined): readonly AnnouncedLink[] | undefined {
  if (annotation === undefined) return undefined;
  const value = parseJSON(annotation);
  if (!isRecord(value) || !Array.isArray(value.links)) return undefined;
  return value.links.filter(isLink).map(({ name, mac, addresses, lost }) => {
    const families = familiesIn(lost);
    return { name, mac, addresses: addresses.filter(isCidr), ...(families !== undefined && { lost: families }) };
  });
}

/** The families of addresses that a node cannot serve on any of its links; empty without links. */
export function lostEverywhere(links: readonly AnnouncedLink[]): readonly IPFamily[] {
  return (["IPv4", "IPv6"] as const).filter((family) =>
    links.length > 0 && links.every(({ lost }) => lost?.[family] !== undefined)
  );
}

function familiesIn(lost: unknown): LostFamilies | undefined {
  if (!isRecord(lost)) return undefined;
  const { IPv4, IPv6 } = lost;
  return {
    ...(Array.isArray(IPv4) && { IPv4: textsOf(IPv4).filter(isCidr) }),
    ...(Array.isArray(IPv6) && { IPv6: textsOf(IPv6).filter(isCidr) }),
  };
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLink(value: unknown): value is AnnouncedLink {
  return isRecord(value) && typeof value.name === "string" && typeof value.mac === "string" &&
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(value.mac) &&
    Array.isArray(value.addresses) && value.addresses.every((each) => typeof each === "string");
}

function isCidr(text: string): boolean {
  const [address = "", prefix = "", rest] = text.split("/");
  return rest === undefined && isIP(address) !== 0 && !address.includes("%") && /^\d{1,3}$/.test(prefix);
}
