/**
 * Changes for people: a line that sums them up, and a table of what changes.
 *
 * @module
 */

import { type Change, changeKinds, isLoss } from "../../functions/model/questions/change.ts";
import { titleOfChanges } from "../../functions/model/questions/change_messages.ts";
import type { Supposed } from "../../functions/suppose.ts";
import { bold, green, red } from "../lab/terminal.ts";
import { faultLine } from "./fault_lines.ts";
import { textTable } from "./text_table.ts";

/** How many Services of an address are named. */
const mostNamed = 3;

export function whatifText(summary: string, { changes, faults }: Supposed): readonly string[] {
  const isBad = changes.some(isLoss);
  return [
    isBad ? red(summary) : green(summary),
    ...changeKinds.flatMap((kind) => {
      const own = changes.filter(({ what }) => what === kind);
      return own.length === 0 ? [] : ["", `${bold(titleOfChanges(kind))}:`, ...textTable(own.map(row))];
    }),
    ...faults.length === 0 ? [] : ["", `${bold("Faults")}:`],
    ...faults.map((fault) => `  ${faultLine(fault, () => undefined)}`),
  ];
}

function row({ subject, services, now, then, why }: Change): readonly string[] {
  return [`  ${subject}`, ...services === undefined ? [] : [named(services)], `${now || "-"} -> ${then || "-"}`, why];
}

function named(services: readonly string[]): string {
  const more = services.length - mostNamed;
  return `${services.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
