/**
 * Whether a change of an object can change a decision. Pure.
 *
 * @module
 */

import { toInstant } from "../../functions/model/instant.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { isEqual } from "../store/merge_patch.ts";

/**
 * Renewals of a Lease that come at least this often say nothing new: its holder lives, as before. It is half of what `elect`
 * takes for dead.
 */
const renewalMs = 20_000;

/** Everything but versions counts, and but the renewal of a Lease that has not been late. */
export function isNews<Kind extends KindName>(before: Kinds[Kind], after: Kinds[Kind]): boolean {
  const [one, other] = before.kind === "Lease" && after.kind === "Lease" && isOnTime(before, after)
    ? [withoutRenewal(before), withoutRenewal(after)]
    : [before, after];
  return !isEqual({ ...one, metadata: undefined }, { ...other, metadata: undefined }) ||
    !isEqual(comparable(before, before), comparable(after, before));
}

/** Identity counts only where there was one before: what was only assumed to be created has none yet. */
function comparable({ metadata }: Kinds[KindName], before: Kinds[KindName]): object {
  const { uid, creationTimestamp } = before.metadata;
  return {
    ...metadata,
    resourceVersion: undefined,
    generation: undefined,
    ...(uid === undefined ? { uid } : {}),
    ...(creationTimestamp === undefined ? { creationTimestamp } : {}),
  };
}

function withoutRenewal(lease: Lease): Lease {
  const { renewTime: _, ...spec } = lease.spec ?? {};
  return { ...lease, spec };
}

function isOnTime(before: Lease, after: Lease): boolean {
  const [then, now] = [toInstant(before.spec?.renewTime), toInstant(after.spec?.renewTime)];
  return then !== undefined && now !== undefined && now >= then && now - then <= renewalMs;
}
