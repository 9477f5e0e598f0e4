/**
 * Faults as text, with `file:line:column`, to which editors can jump.
 *
 * @module
 */

import { counted } from "../../../functions/model/counted.ts";
import type { Fault } from "../../../functions/model/fault.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { nameOf } from "../../reading/fault_lines.ts";
import { readText } from "./read_text.ts";
import type { Source } from "../../reading/source.ts";

export function checkText(
  faults: readonly Fault[],
  { observed, placeOf, unreadable, kinds }: Pick<Source, "observed" | "placeOf" | "unreadable" | "kinds">,
): readonly string[] {
  const { services, pools, l2Advertisements, bgpAdvertisements, bgpPeers, nodes } = observed;
  const looked = [
    counted(pools.length, "pool"),
    counted(l2Advertisements.length + bgpAdvertisements.length, "advertisement"),
    counted(bgpPeers.length, "BGP peer"),
    counted(services.length, "Service"),
    counted(nodes.length, "node"),
  ].join(", ");
  const isNone = [services, pools, l2Advertisements, bgpAdvertisements, bgpPeers, nodes].every(({ length }) =>
    length === 0
  );
  const isApart = pools.length === 0 && faults.every(({ reason }) => reason !== "NoAddress") &&
    services.some(({ spec }) => spec.type === "LoadBalancer");
  const more = [
    ...isNone && kinds.size > 0 ? [readText(kinds)] : [],
    ...isApart ? [noPoolRead] : [],
  ];
  const errors = faults.filter(({ severity }) => severity === "error").length;
  const warnings = faults.length - errors;
  const summary = faults.length === 0
    ? unreadable.length === 0 ? green("Nothing is wrong") : "Nothing is wrong"
    : [counted(errors, "error"), counted(warnings, "warning")].filter((text) => !text.startsWith("0 ")).join(", ");
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
      : kinds.size === 0
      ? red("Nothing could be read.")
      : `${summary} in what could be read: ${looked}. ${
        red(`${counted(unreadable.length, "place")} could not be read.`)
      }`,
    ...more,
  ];
}

const noPoolRead = "No pool was read, so it is unknown whether the Services of type LoadBalancer get addresses.";
