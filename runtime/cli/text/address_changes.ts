/**
 * Address changes as text.
 *
 * @module
 */

import type { AddressChange } from "../../../functions/model/questions/address_changes.ts";
import type { MetalLBChange } from "../../../functions/model/questions/metallb_return.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence } from "../../ground/wrap.ts";

export function addressChangeTable(changes: readonly AddressChange[], width: number): readonly string[] {
  return textTable(changes.map((change) => [`  ${change.service}`, fromTo(change), change.why]), { width });
}

export function addressChangeLine(change: AddressChange): string {
  return `Service ${change.service} changes its address: ${fromTo(change)}: ${change.why}`;
}

function fromTo({ old, new: now }: AddressChange): string {
  return `${old.join(", ")} -> ${now.join(", ") || "-"}`;
}

/** One change per paragraph, since the reasons are long. */
export function wayBackText(
  changes: readonly MetalLBChange[],
  { allocations }: Desired,
  width: number,
): readonly string[] {
  return wayBackLines(changes, allocations).flatMap((line) => sentence(line, width));
}

function wayBackLines(changes: readonly MetalLBChange[], allocations: Desired["allocations"]): readonly string[] {
  const served = allocations.filter(({ addresses }) => addresses.length > 0).length;
  if (served === 0) return ["No Service has an address, so MetalLB would change none."];
  if (changes.length === 0) {
    return [
      served === 1
        ? "MetalLB would leave the only Service that has an address as it is."
        : `MetalLB would leave all ${served} Services that have addresses as they are.`,
    ];
  }
  return [
    served === 1
      ? "MetalLB would change the only Service that has an address:"
      : `MetalLB would change ${changes.length} of ${served} Services that have addresses:`,
    ...changes.flatMap(({ service, addresses, why }) => ["", `  ${service}  ${addresses.join(", ")}`, `    ${why}`]),
  ];
}
