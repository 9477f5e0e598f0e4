/**
 * Decides whether a change of an object can change a decision. Pure.
 *
 * @module
 */

import { toInstant } from "../../functions/model/instant.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { isEqual } from "../store/merge_patch.ts";

/**
 * A renewal is no news if it follows the previous one within this time: the announcer still lives. `elect` counts the
 * announcer as gone after twice this time without a renewal.
 */
const renewalMs = 20_000;

/**
 * True if the change may matter. These changes do not: `resourceVersion`, `generation`, `managedFields`, and the timely
 * renewal of a Lease.
 */
export function isNews<Kind extends KindName>(before: Kinds[Kind], after: Kinds[Kind]): boolean {
  const [one, other] = before.kind === "Lease" && after.kind === "Lease" && isOnTime(before, after)
    ? [withoutRenewal(before), withoutRenewal(after)]
    : [before, after];
  return !isEqual({ ...one, metadata: undefined }, { ...other, metadata: undefined }) ||
    !isEqual(comparable(before, before), comparable(after, before));
}

/**
 * Ignores `uid` and `creationTimestamp` if `before` has none: `before` may be an object that this process has just
 * created and not observed yet (`KindCache.assume`).
 */
function comparable({ metadata }: Kinds[KindName], before: Kinds[KindName]): object {
  const { uid, creationTimestamp } = before.metadata;
  return {
    ...metadata,
    resourceVersion: undefined,
    generation: undefined,
    managedFields: undefined,
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
