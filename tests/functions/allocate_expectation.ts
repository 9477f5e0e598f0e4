/**
 * The expectation of a scenario about `allocate`.
 *
 * ```yaml
 * expect:
 *   services:                             # every Service that is to have an allocation, and no other
 *     default/nginx: {addresses: [10.0.0.0/30], pool: first, message: part of the message}
 *     default/other: {reason: PoolExhausted, released: {addresses: [10.0.0.9], reason: AddressNotInPool}}
 *   same: [[default/a, default/b]]        # these share an address
 *   different: [[default/a, default/b]]   # these do not
 *   retired: [default/c]
 *   resyncAfterSeconds: 540
 * ```
 *
 * An expected address may be a CIDR: then any address in it is right. The settings have `assume: live`, as for worlds
 * from files; `settings: {assume: null}` removes it.
 *
 * @module
 */

import type { Observed } from "../../functions/model/observed.ts";

export type AllocationWorld = Pick<
  Observed,
  "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs" | "leases"
>;

export interface Expected {
  readonly services: Readonly<Record<string, ExpectedAllocation>>;
  readonly same?: readonly (readonly string[])[];
  readonly different?: readonly (readonly string[])[];
  readonly retired?: readonly string[];
  readonly resyncAfterSeconds?: number;
}

export interface ExpectedAllocation {
  readonly addresses?: readonly string[];
  readonly pool?: string;
  /** Default: Assigned. */
  readonly reason?: string;
  readonly message?: string;
  readonly released?: { readonly addresses: readonly string[]; readonly reason: string };
  readonly insteadOf?: string;
}
