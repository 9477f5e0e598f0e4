/**
 * The status of configuration objects: whether they are valid, and how many addresses of a pool are in use.
 *
 * @module
 */

import { type Statement, withCondition } from "../conditions.ts";
import type { ConfigurationState, IPAddressPool } from "../crds.ts";
import type { Fault } from "../fault.ts";
import type { Condition, Instant, KubernetesObject, Labels } from "../kubernetes.ts";
import type { PoolCounters } from "./pool_counters.ts";

const nothing: PoolCounters = { assignedIPv4: 0, assignedIPv6: 0, availableIPv4: 0, availableIPv6: 0 };

export interface FaultsAt {
  readonly faults: readonly Fault[];
  readonly now: Instant;
}

/** The pool with its counters and the condition `Valid`; the observed object itself if nothing has changed. */
export function reportPool(
  pool: IPAddressPool,
  counted: PoolCounters | undefined,
  { faults, now }: FaultsAt,
): IPAddressPool {
  const conditions = withCondition(pool.status?.conditions, validity(pool, faults), now);
  const { status } = pool;
  const counters = counted ?? nothing;
  const isSame = status?.conditions === conditions &&
    status.assignedIPv4 === counters.assignedIPv4 && status.assignedIPv6 === counters.assignedIPv6 &&
    status.availableIPv4 === counters.availableIPv4 && status.availableIPv6 === counters.availableIPv6;
  return isSame ? pool : { ...pool, status: { ...status, ...counters, conditions } };
}

/** An object whose status shows only whether it is valid. */
type Judged = KubernetesObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

/** The object with the condition `Valid`; the observed object itself if nothing has changed. */
export function reportValidity<Kind extends Judged>(object: Kind, { faults, now }: FaultsAt): Kind {
  const conditions = withCondition(object.status?.conditions, validity(object, faults), now);
  return conditions === object.status?.conditions ? object : { ...object, status: { ...object.status, conditions } };
}

function validity(object: KubernetesObject, faults: readonly Fault[]): Statement {
  const own = faults.filter(({ object: { kind, name, namespace } }) =>
    kind === object.kind && name === object.metadata.name && namespace === object.metadata.namespace
  );
  const errors = own.filter(({ severity }) => severity === "error");
  const [first] = errors.length > 0 ? errors : own;
  const message = own.map((fault) => `${fault.field}: ${fault.message}`).join("; ");
  return { type: "Valid", status: errors.length > 0 ? "False" : "True", reason: first?.reason ?? "Valid", message };
}

/** MetalLB's summary of the whole configuration: the ConfigurationState of the controller. */
export function reportConfiguration(
  observed: readonly ConfigurationState[],
  { faults, now, namespace }: FaultsAt & { readonly namespace: string },
): ConfigurationState {
  const lines = faults.filter(({ severity, object }) => severity === "error" && object.kind !== "Service")
    .map(({ object, field, message }) => `${object.kind} ${object.name}: ${field}: ${message}`);
  return configurationState(
    { name: "controller", labels: { "metallb.io/component-type": "controller" }, type: "poolReconcilerValid", lines },
    { observed, namespace, now },
  );
}

/** The content of a ConfigurationState. */
export interface ConfigurationSummary {
  readonly name: string;
  readonly labels: Labels;
  /** The type of the condition. */
  readonly type: string;
  /** One line for each fault; empty if there is none. */
  readonly lines: readonly string[];
}

/** The ConfigurationState with this content; the observed object itself if nothing has changed. */
export function configurationState(
  { name, labels, type, lines }: ConfigurationSummary,
  { observed, namespace, now }: {
    readonly observed: readonly ConfigurationState[];
    readonly namespace: string;
    readonly now: Instant;
  },
): ConfigurationState {
  const before = observed.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const isValid = lines.length === 0;
  const conditions = withCondition(before?.status?.conditions, {
    type,
    status: isValid ? "True" : "False",
    reason: isValid ? "Reconciled" : "ConfigurationError",
    message: lines.join("; "),
  }, now);
  const result = isValid ? "Valid" : "Invalid";
  const errorSummary = lines.join("\n");
  const isSame = before !== undefined && before.status?.conditions === conditions && before.status.result === result &&
    (before.status.errorSummary ?? "") === errorSummary;
  if (isSame) return before;
  const status = { result, errorSummary, conditions } as const;
  if (before !== undefined) return { ...before, status };
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "ConfigurationState",
    metadata: { name, namespace, labels },
    status,
  };
}
