/**
 * An address that Services have, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { addressInUse, backendMismatch, portConflict, sharingKeyMismatch } from "./address_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { ObjectKey } from "../kubernetes.ts";
import type { AllocationVerdict } from "../reasons.ts";

/** An address from a pool. */
export interface Placement extends Address {
  readonly pool: string;
}

export function placed({ family, value, text }: Address, pool: string): Placement {
  return { family, value, text, pool };
}

export interface Usage extends Placement {
  /** At least one; more than one only if they all share. */
  readonly holders: Applicant[];
  /** Whose each port is; absent: nobody shares the address. */
  readonly ports?: Map<string, ObjectKey>;
}

export function beginUsage({ family, value, text, pool }: Placement, applicant: Applicant): Usage {
  const holders = [applicant];
  const { key, sharing } = applicant;
  if (sharing === undefined) return { family, value, text, pool, holders };
  return { family, value, text, pool, holders, ports: new Map(sharing.ports.map((port) => [port, key])) };
}

/** Adds a holder, unless the others stand in the way: why. */
export function join(usage: Usage, applicant: Applicant): Usage | AllocationVerdict {
  const refusal = refusalToJoin(usage, applicant);
  if (refusal !== undefined) return refusal;
  usage.holders.push(applicant);
  for (const port of applicant.sharing?.ports ?? []) usage.ports?.set(port, applicant.key);
  return usage;
}

/** Removes a holder. */
export function leave(usage: Usage, { key, sharing }: Applicant): void {
  usage.holders.splice(usage.holders.findIndex((holder) => holder.key === key), 1);
  for (const port of sharing?.ports ?? []) usage.ports?.delete(port);
}

/**
 * Why the Service may not have the address beside those who have it; undefined: it may. To share, both need a key, the same
 * one; no protocol and port may be taken; and the backend must be the same.
 */
export function refusalToJoin(usage: Usage, { key, sharing }: Applicant): AllocationVerdict | undefined {
  const [any] = usage.holders;
  if (any === undefined) return undefined;
  const address = usage.text;
  const held = any.sharing;
  if (sharing === undefined || held === undefined) {
    const holder = firstKey(usage);
    return addressInUse({ address, holder, withoutKey: sharing === undefined ? key : holder });
  }
  if (sharing.key !== held.key) {
    return sharingKeyMismatch({ address, holder: firstKey(usage), held: held.key, own: sharing.key });
  }
  for (const port of sharing.ports) {
    const owner = usage.ports?.get(port);
    if (owner !== undefined) return portConflict({ address, port, owner });
  }
  return sharing.backend === held.backend ? undefined : backendMismatch({ address, holder: firstKey(usage) });
}

/** Of several holders always the same one is named. */
function firstKey({ holders }: Usage): ObjectKey {
  return holders.map(({ key }) => key).reduce((first, key) => key < first ? key : first);
}
