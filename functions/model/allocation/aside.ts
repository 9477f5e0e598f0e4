/**
 * Addresses put aside: an announcer's first probes found a stranger on them.
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import type { VirtualIP } from "../crds.ts";
import type { Instant } from "../kubernetes.ts";
import { asText, isRecord, listOf } from "../shape.ts";
import { putAsideMs } from "../announcing/timing.ts";

export interface AsideAddress {
  readonly address: Address;
  readonly until: Instant;
}

/** By canonical text. */
export type AsideAddresses = ReadonlyMap<string, AsideAddress>;

export function readAside(virtualIPs: readonly VirtualIP[], now: Instant): AsideAddresses {
  const aside = new Map<string, AsideAddress>();
  for (const virtualIP of virtualIPs) {
    const until = asideUntil(virtualIP, now);
    const address = until === undefined ? undefined : parseAddress(virtualIP.spec?.address);
    if (until !== undefined && address !== undefined) aside.set(address.text, { address, until });
  }
  return aside;
}

/**
 * Until when nobody is given the address; undefined: it is not put aside. One that was established when the stranger came
 * (reason `Defended`) never is.
 */
export function asideUntil(virtualIP: VirtualIP, now: Instant): Instant | undefined {
  const conflict = listOf(virtualIP.status?.conditions).find((condition) =>
    isRecord(condition) && condition["type"] === "Conflict" && condition["status"] === "True" &&
    condition["reason"] === "AddressConflict"
  );
  const since = isRecord(conflict) ? Date.parse(asText(conflict["lastTransitionTime"])) : NaN;
  return since + putAsideMs > now ? since + putAsideMs : undefined;
}
