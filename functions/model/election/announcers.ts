/**
 * Which nodes have a live announcer, as their Leases tell.
 *
 * @module
 */

import { readLinks } from "../announcing/announcer_lease.ts";
import { toInstant } from "../instant.ts";
import type { Instant, Lease } from "../kubernetes.ts";
import { type BGPStanding, readBGPStanding } from "../bgp/bgp_standing.ts";
import { annotationBGP, annotationLinks, labelNode } from "../names.ts";

/** An announcer that has not renewed its Lease for so long is gone. */
export const leaseSeconds = 40;

export interface Announcer {
  /**
   * - `live`: renewed within 40 s.
   * - `doubtful`: not renewed, but the Leases have been followed for less than 40 s: it may just not have come to it.
   * - `gone`: neither.
   */
  readonly standing: "live" | "doubtful" | "gone";
  readonly renewedAt?: Instant;
  /** Since when it has been up. */
  readonly upSince?: Instant;
  /** Names of its links; absent: not known. */
  readonly links?: ReadonlySet<string>;
  /** Absent: it does not speak BGP. */
  readonly bgp?: BGPStanding;
}

export interface Announcers {
  readonly byNode: ReadonlyMap<string, Announcer>;
  /** When the next Lease runs out, or the doubt ends. */
  readonly changesAt: Instant;
}

/** @param followedSince see `Observed.followedSince` */
export function readAnnouncers(leases: readonly Lease[], now: Instant, followedSince?: Instant): Announcers {
  const doubtUntil = (followedSince ?? -Infinity) + leaseSeconds * 1000;
  const byNode = new Map<string, Announcer>();
  let changesAt = Infinity;
  for (const [node, lease] of latestByNode(leases)) {
    const renewedAt = toInstant(lease.spec?.renewTime);
    const upSince = toInstant(lease.spec?.acquireTime);
    const links = readLinks(lease.metadata.annotations?.[annotationLinks])?.map(({ name }) => name);
    const bgp = readBGPStanding(lease.metadata.annotations?.[annotationBGP]);
    const until = (renewedAt ?? -Infinity) + leaseSeconds * 1000;
    const standing = now < until ? "live" : now < doubtUntil ? "doubtful" : "gone";
    if (standing !== "gone") changesAt = Math.min(changesAt, standing === "live" ? until : doubtUntil);
    byNode.set(node, {
      standing,
      ...(renewedAt !== undefined && { renewedAt }),
      ...(upSince !== undefined && { upSince }),
      ...(links !== undefined && { links: new Set(links) }),
      ...(bgp !== undefined && { bgp }),
    });
  }
  return { byNode, changesAt };
}

/** One Lease for each node: of several, the one renewed last. */
function latestByNode(leases: readonly Lease[]): ReadonlyMap<string, Lease> {
  const latest = new Map<string, Lease>();
  for (const lease of leases) {
    const node = lease.metadata.labels?.[labelNode] ?? lease.spec?.holderIdentity;
    if (node === undefined || node === "") continue;
    const other = latest.get(node);
    if (other === undefined || isLater(lease, other)) latest.set(node, lease);
  }
  return latest;
}

function isLater(lease: Lease, other: Lease): boolean {
  const renewed = toInstant(lease.spec?.renewTime) ?? -Infinity;
  const before = toInstant(other.spec?.renewTime) ?? -Infinity;
  return renewed === before ? lease.metadata.name < other.metadata.name : renewed > before;
}
