/**
 * Faults as text, with `file:line:column`, to which editors can jump.
 *
 * @module
 */

import type { Fault } from "../../../functions/model/fault.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { nameOf } from "../../reading/fault_lines.ts";
import type { Source } from "../../reading/source.ts";

export function checkText(
  faults: readonly Fault[],
  { observed, placeOf, unreadable }: Pick<Source, "observed" | "placeOf" | "unreadable">,
): readonly string[] {
  const { services, pools, l2Advertisements, bgpAdvertisements, bgpPeers, nodes } = observed;
  const looked = [
    count(pools.length, "pool"),
    count(l2Advertisements.length + bgpAdvertisements.length, "advertisement"),
    count(bgpPeers.length, "BGP peer"),
    count(services.length, "Service"),
    count(nodes.length, "node"),
  ].join(", ");
  const errors = faults.filter(({ severity }) => severity === "error").length;
  const warnings = faults.length - errors;
  const summary = faults.length === 0
    ? unreadable.length === 0 ? green("Nothing is wrong") : "Nothing is wrong"
    : [count(errors, "error"), count(warnings, "warning")].filter((text) => !text.startsWith("0 ")).join(", ");
  return [
    ...faults.flatMap(({ object, field, message, reason, severity }) => {
      const place = placeOf(object, field);
      const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column}: `;
      const word = severity === "error" ? red(severity) : severity;
      return [`${bold(where)}${word}: ${object.kind} ${nameOf(object)}: ${field}: ${message} (${reason})`];
    }),
    ...faults.length === 0 ? [] : [""],
    unreadable.length === 0
      ? `${summary} in ${looked}.`
      : `${summary} in what could be read: ${looked}. ${
        red(`${count(unreadable.length, "place")} could not be read.`)
      }`,
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
