/**
 * An address and the Services that have it, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { isTerminating, waitsFor } from "./terminating.ts";
import { addressInUse, backendMismatch, portConflict, sharingKeyMismatch } from "./address_messages.ts";
import type { Applicant } from "./applicant.ts";
import { keyOf, type ObjectKey } from "../kubernetes.ts";
import type { AllocationVerdict } from "../reasons.ts";

/** An address from a pool. */
export interface Placement extends Address {
  readonly pool: string;
}

export function placed({ family, value, text }: Address, pool: string): Placement {
  return { family, value, text, pool };
}

export interface Usage extends Placement {
  /** At least one holder; more than one only if they all share the address. */
  readonly holders: Applicant[];
  /** By port: the Service that uses the port; absent: the holder has no sharing key. */
  readonly ports?: Map<string, ObjectKey>;
}

export function beginUsage({ family, value, text, pool }: Placement, applicant: Applicant): Usage {
  const holders = [applicant];
  const { key, sharing } = applicant;
  if (sharing === undefined) return { family, value, text, pool, holders };
  return { family, value, text, pool, holders, ports: new Map(sharing.ports.map((port) => [port, key])) };
}

/** Adds a holder; or returns the reason why the other holders prevent that. */
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
 * Why the Service may not share the address with its holders; undefined: it may. All Services on an address need the
 * same key and the same backend, and each combination of protocol and port may be used only once.
 */
export function refusalToJoin(usage: Usage, { key, sharing }: Applicant): AllocationVerdict | undefined {
  const [any] = usage.holders;
  if (any === undefined) return undefined;
  const address = usage.text;
  const held = any.sharing;
  if (sharing === undefined || held === undefined) {
    const holder = firstKey(usage);
    const leaving = usage.holders.map(({ service }) => service).find((each) => keyOf(each) === holder);
    return addressInUse({
      address,
      holder,
      withoutKey: sharing === undefined ? key : holder,
      ...(leaving !== undefined && isTerminating(leaving) && { leaving: waitsFor(leaving) }),
    });
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

/** The holder that messages name: the first by key, so that repeated messages are the same. */
function firstKey({ holders }: Usage): ObjectKey {
  return holders.map(({ key }) => key).reduce((first, key) => key < first ? key : first);
}
