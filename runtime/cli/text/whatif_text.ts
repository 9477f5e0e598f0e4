/**
 * Supposed changes as text: a summary line, and a table for each kind of change.
 *
 * @module
 */

import { type Change, changeKinds, isLoss } from "../../../functions/model/questions/change.ts";
import { titleOfChanges } from "../../../functions/model/questions/change_messages.ts";
import type { Supposed } from "../../../functions/suppose.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { faultLine } from "../../reading/fault_lines.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence } from "../../ground/wrap.ts";

/** At most this many Services of one address are named. */
const mostNamed = 3;

/** @param width how wide tables may be, in columns */
export function whatifText(summary: string, { changes, faults }: Supposed, width: number): readonly string[] {
  const isBad = changes.some(isLoss);
  return [
    ...sentence(isBad ? red(summary) : green(summary), width),
    ...changeKinds.flatMap((kind) => {
      const own = changes.filter(({ what }) => what === kind);
      return own.length === 0
        ? []
        : ["", ...sentence(`${bold(titleOfChanges(kind))}:`, width), ...textTable(own.map(row), { width })];
    }),
    ...faults.length === 0 ? [] : ["", `${bold("Faults")}:`],
    ...faults.flatMap((fault) => sentence(`  ${faultLine(fault, () => undefined)}`, width)),
  ];
}

function row({ subject, services, now, then, why }: Change): readonly string[] {
  return [`  ${subject}`, ...services === undefined ? [] : [named(services)], `${now || "-"} -> ${then || "-"}`, why];
}

function named(services: readonly string[]): string {
  const more = services.length - mostNamed;
  return `${services.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
