/**
 * Decides the next step of one contender for the leader's Lease. Pure. As in Kubernetes' own leader election, clocks of
 * different hosts are not compared: a Lease has run out when this process has seen it unchanged for its whole duration.
 *
 * @module
 */

import { toMicroTime } from "../../functions/model/instant.ts";
import type { Instant, Lease } from "../../functions/model/kubernetes.ts";
import { annotationLabelling } from "../../functions/model/names.ts";
import type { Write } from "../store/store.ts";

export interface Contender {
  readonly identity: string;
  readonly name: string;
  readonly namespace: string;
  readonly durationSeconds: number;
  /** True if every VirtualIP has the node labels by which announcers select it; absent: false. */
  readonly isLabelled?: () => boolean;
}

export interface Seen {
  /** Undefined if there is no Lease. */
  readonly lease: Lease | undefined;
  /** How long the Lease has not changed, by the clock of this process. */
  readonly unchangedMs: number;
  /** The time to write into the Lease, only for information. */
  readonly now: Instant;
}

/** A write that takes or renews the Lease, or the time to wait. */
export type Turn = { readonly write: Write<"Lease"> } | { readonly waitMs: number };

export function leadershipTurn(contender: Contender, { lease, unchangedMs, now }: Seen): Turn {
  const { identity, name, namespace, durationSeconds, isLabelled = () => false } = contender;
  const renewTime = toMicroTime(now);
  const spec = { holderIdentity: identity, leaseDurationSeconds: durationSeconds, renewTime };
  if (lease === undefined) {
    const object: Lease = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace },
      spec: { ...spec, acquireTime: renewTime, leaseTransitions: 0 },
    };
    return { write: { action: "create", kind: "Lease", object } };
  }
  const { holderIdentity = "", leaseDurationSeconds = durationSeconds, leaseTransitions = 0 } = lease.spec ?? {};
  const labelling = isLabelled() ? identity : null;
  const isSaid = (lease.metadata.annotations?.[annotationLabelling] ?? null) === labelling;
  const metadata = isSaid ? {} : { metadata: { annotations: { [annotationLabelling]: labelling } } };
  const patch = (spec: object): Turn => ({
    write: { action: "patch", target: targetOf(contender, lease), patch: { ...metadata, spec } },
  });
  if (holderIdentity === identity) return patch(spec);
  const leftMs = leaseDurationSeconds * 1000 - unchangedMs;
  if (holderIdentity !== "" && leftMs > 0) return { waitMs: leftMs };
  return patch({ ...spec, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 });
}

/** Gives up the lead, so that the next leader need not wait. */
export function release(contender: Contender, lease: Lease, now: Instant): Write<"Lease"> {
  const spec = { holderIdentity: "", leaseDurationSeconds: 1, renewTime: toMicroTime(now) };
  return { action: "patch", target: targetOf(contender, lease), patch: { spec } };
}

function targetOf({ name, namespace }: Contender, { metadata: { resourceVersion } }: Lease): {
  readonly kind: "Lease";
  readonly name: string;
  readonly namespace: string;
  readonly resourceVersion?: string;
} {
  return { kind: "Lease", name, namespace, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}
