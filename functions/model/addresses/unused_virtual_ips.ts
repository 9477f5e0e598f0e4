/**
 * VirtualIPs that the controller does not use, because their name or address is not as the controller writes it. The
 * controller deletes them or writes them again.
 *
 * @module
 */

import { parseAddress, virtualIPName } from "./address.ts";
import type { VirtualIP } from "../crds.ts";
import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import { keyOf, type ObjectKey } from "../kubernetes.ts";
import { asText, isRecord, mapsOf } from "../shape.ts";

/** True if the name and the address are as the controller writes them. Otherwise somebody made the VirtualIP by hand. */
export function isWellNamed({ metadata: { name }, spec }: VirtualIP): boolean {
  if (!isRecord(spec)) return false;
  const { address } = spec;
  return name === address || (name === virtualIPName(address) && parseAddress(address)?.text === address);
}

/** True if the VirtualIP names the Service. */
export function namesService({ spec }: VirtualIP, key: ObjectKey): boolean {
  return mapsOf(spec?.services).some((metadata) => keyOf({ metadata }) === key);
}

/** The wrong field because of which the VirtualIP is not used: its address or its name; undefined: it is used. */
export function wrongFieldOf(virtualIP: VirtualIP): string | undefined {
  return flawOf(virtualIP)?.field;
}

export function virtualIPWarnings(virtualIPs: readonly VirtualIP[]): readonly Fault[] {
  return virtualIPs.flatMap((virtualIP) => {
    const flaw = flawOf(virtualIP);
    if (flaw === undefined) return [];
    const message =
      `The controller does not use this VirtualIP: ${flaw.message}; remove it: the controller writes all VirtualIPs`;
    return faultsOf(virtualIP, [{ ...flaw, message }]);
  });
}

function flawOf({ metadata: { name }, spec }: VirtualIP): Flaw | undefined {
  const address = asText(spec?.address);
  const text = parseAddress(address)?.text;
  if (text === undefined) return warning("spec.address", "InvalidAddress", `"${address}" is not an IP address`);
  if (text !== address) return warning("spec.address", "InvalidAddress", `${address} must be written ${text}`);
  const right = virtualIPName(text);
  if (name === right) return undefined;
  return warning("metadata.name", "WrongName", `the VirtualIP of ${text} must have the name ${right}`);
}
