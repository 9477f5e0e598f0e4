/**
 * Two announcers with the name of one node, on two machines. Both write the same Lease. The announcer that was there
 * first claims the Lease: it names the other's start in an annotation. The other reads that, and waits.
 *
 * @module
 */

import { toInstant } from "../../instant.ts";
import type { Lease } from "../../kubernetes.ts";
import { annotationLinks, annotationTwin } from "../../names.ts";
import { readLinks } from "./announcer_lease.ts";

export type TwinVerdict =
  /** The Lease is this announcer's, or that of an announcer that ran before. */
  | { readonly is: "alone" }
  /** Another announcer has claimed the Lease: this one must wait. */
  | { readonly is: "second"; readonly macs: readonly string[] }
  /** Another announcer has started later: this one must claim the Lease. */
  | { readonly is: "first"; readonly twin: string; readonly macs: readonly string[] };

/** What an announcer knows of its Lease. */
export interface OwnLease {
  /** The `acquireTime` that this announcer writes. It is different at each start. */
  readonly started: string;
  /** The `acquireTime` of the run before this one, as it was first seen; undefined: there was none. */
  readonly before?: string | undefined;
  /** True if this announcer's own writes have been seen in the Lease. */
  readonly wasSeen: boolean;
  /** The start of the other announcer that this one has named in the Lease. */
  readonly twin: string | undefined;
}

/**
 * Judges a new version of the Lease. If both announcers have claimed it, because they started together, the one with the
 * earlier time keeps it. That is only a rule to choose one of them: it does not matter if a clock is wrong.
 */
export function twinVerdict({ metadata: { annotations }, spec }: Lease, own: OwnLease): TwinVerdict {
  const acquired = spec?.acquireTime;
  if (acquired === undefined || isSame(acquired, own.started)) return { is: "alone" };
  const macs = readLinks(annotations?.[annotationLinks])?.map(({ mac }) => mac) ?? [];
  const isClaimed = isSame(annotations?.[annotationTwin], own.started);
  const hasClaimed = isSame(own.twin, acquired);
  if (isClaimed && !(hasClaimed && own.started < acquired)) return { is: "second", macs };
  // A write of the run before may arrive late, or again after etcd was restored from a backup.
  const isOld = isSame(own.before, acquired);
  return own.wasSeen && !isOld ? { is: "first", twin: acquired, macs } : { is: "alone" };
}

/**
 * True if the API server refuses the Lease because this announcer's Pod runs on another node. The sentence is that of
 * the admission policy, see manifests/admission/announcer.yaml.
 */
export function isForOtherNode(message: string): boolean {
  return message.includes("it is not that of the announcer of node");
}

function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && toInstant(one) === toInstant(other);
}
