/**
 * The versions of the heartbeat protocol that this program supports, and the version to use for a peer.
 *
 * Why: docs/adr/0020-heartbeats-for-years.md
 *
 * @module
 */

import type { Versions } from "./heartbeat.ts";

/** A version of the protocol that this program writes. */
export type Version = 1 | 2 | 3;

/** The versions that this program supports. It also reads later versions, which only add fields at the end. */
export const spoken: Versions = { oldest: 1, newest: 3 };

/**
 * The version in which to write to a peer.
 *
 * @param speaks the versions of the peer; undefined: not known, so the peer gets version 1, which every release reads
 */
export function versionFor(speaks: Versions | undefined): Version {
  if (speaks === undefined || speaks.newest < 2) return 1;
  return speaks.newest === 2 ? 2 : 3;
}

/** True if a node with these versions supports load sharing. */
export function canShareHosts({ newest }: Versions): boolean {
  return newest >= 3;
}
