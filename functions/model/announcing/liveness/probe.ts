/**
 * Probes of addresses on links, and their results so far.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";

/** An address on one of this node's links, by the link's name. */
export interface OnLink {
  readonly address: string;
  readonly link: string;
}

/** An address to probe. */
export interface Asked extends OnLink {
  /** Only answers with one of these MACs count; absent: every answer counts. */
  readonly macs?: readonly string[];
}

/** The result of the probes of one address on one link, since the first probe. */
export interface ProbeRecord {
  /** How many probes were sent. */
  readonly sent: number;
  readonly lastSentAt: Instant;
  /** How many probes in a row had no answer within 25 ms. */
  readonly unanswered: number;
  /** The last answer; absent: none yet. */
  readonly answer?: { readonly at: Instant; readonly mac: string };
}

/** The key of an address on a link in a map of probes. */
export function probeKey(on: OnLink): string {
  return `${on.link} ${on.address}`;
}
