/**
 * Who leads: what one contender does about the Lease it sees. Pure; as in Kubernetes' own leader election, no clock but the
 * own one is compared: a Lease has run out when it has been seen unchanged for its whole duration.
 *
 * @module
 */

import type { Instant, Lease } from "../../functions/model/kubernetes.ts";
import type { Write } from "../store/store.ts";

export interface Contender {
  readonly identity: string;
  readonly name: string;
  readonly namespace: string;
  readonly durationSeconds: number;
}

export interface Seen {
  /** Absent: there is none. */
  readonly lease: Lease | undefined;
  /** For how long it has been seen unchanged. */
  readonly unchangedMs: number;
  /** For the times in the Lease, which are for people to read. */
  readonly now: Instant;
}

/** A write to take or keep the lead, or how long nothing is to be done. */
export type Turn = { readonly write: Write<"Lease"> } | { readonly waitMs: number };

export function leadershipTurn(contender: Contender, { lease, unchangedMs, now }: Seen): Turn {
  const { identity, name, namespace, durationSeconds } = contender;
  const renewTime = microTime(now);
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
  const patch = (spec: object): Turn => ({
    write: { action: "patch", target: targetOf(contender, lease), patch: { spec } },
  });
  if (holderIdentity === identity) return patch(spec);
  const leftMs = leaseDurationSeconds * 1000 - unchangedMs;
  if (holderIdentity !== "" && leftMs > 0) return { waitMs: leftMs };
  return patch({ ...spec, acquireTime: renewTime, leaseTransitions: leaseTransitions + 1 });
}

/** Gives up the lead, so that the next need not wait. */
export function release(contender: Contender, lease: Lease, now: Instant): Write<"Lease"> {
  const spec = { holderIdentity: "", leaseDurationSeconds: 1, renewTime: microTime(now) };
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

/** RFC 3339 with microseconds, as Leases have it. */
function microTime(now: Instant): string {
  return new Date(now).toISOString().replace("Z", "000Z");
}
