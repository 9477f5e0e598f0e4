/**
 * The links of a node, in an annotation of its announcer's Lease.
 *
 * @module
 */

import { isRecord } from "../../shape.ts";
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
}

/** The name of the Lease of a node's announcer. */
export function announcerLeaseName(node: string): string {
  return `arpeggio-announcer-${node}`;
}

/** Reads the annotation; undefined if it is missing or cannot be read. A malformed link is left out. */
export function readLinks(annotation: string | undefined): readonly AnnouncedLink[] | undefined {
  if (annotation === undefined) return undefined;
  const value = parseJSON(annotation);
  if (!isRecord(value) || !Array.isArray(value.links)) return undefined;
  return value.links.filter(isLink).map((link) => ({ ...link, addresses: link.addresses.filter(isCidr) }));
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
