/**
 * An explanation for people.
 *
 * @module
 */

import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import type {
  AddressAccount,
  AddressExplanation,
  AdvertisementStanding,
  Explanation,
  NodeExplanation,
  ServiceExplanation,
  Standing,
  Step,
} from "../../functions/model/questions/explanation.ts";
import { bold, dim, green, red } from "../lab/terminal.ts";
import { textTable } from "./text_table.ts";

/** More of them a reader does not want; `-o json` has all. */
const mostRows = 20;
const mostEvents = 5;

/** @param events what was told of a Service, the oldest first */
export function whyText(explanation: Explanation, events: readonly KubernetesEvent[]): readonly string[] {
  switch (explanation.about) {
    case "service":
      return serviceText(explanation, events);
    case "address":
      return addressText(explanation);
    case "node":
      return nodeText(explanation);
  }
}

function serviceText(explanation: ServiceExplanation, events: readonly KubernetesEvent[]): readonly string[] {
  const { name, isFine, verdict, rule, released, pools, addresses, faults, nextSteps } = explanation;
  return [
    headline(`Service ${name}`, verdict.reason, isFine || verdict.reason === "Assigned", verdict.message),
    ...rule === undefined ? [] : [`  ${rule}`],
    ...released === undefined ? [] : [`  taken away: ${released}`],
    ...section("Pools", standings(pools, verdict.message)),
    ...addresses.flatMap(accountText),
    ...section("Faults", faults.map(({ field, message }) => `  ${field}: ${message}`)),
    ...section("Events", eventLines(events)),
    ...steps(nextSteps),
  ];
}

function addressText({ name, isFine, state, summary, account, nextSteps }: AddressExplanation): readonly string[] {
  return [
    headline(`Address ${name}`, state, isFine, summary),
    ...account === undefined ? [] : accountText(account),
    ...steps(nextSteps),
  ];
}

function nodeText(explanation: NodeExplanation): readonly string[] {
  const { name, isFine, summary, announcer, owns, standsBy, unserved, pools, nextSteps } = explanation;
  return [
    headline(`Node ${name}`, isFine ? "ok" : "announces nothing", isFine, summary),
    `  announcer ${announcer}`,
    ...section("Announces", listed(owns)),
    ...section("Stands by for", listed(standsBy)),
    ...section("Has no endpoint for (externalTrafficPolicy: Local)", listed(unserved)),
    ...section("Pools", standings(pools)),
    ...steps(nextSteps),
  ];
}

function accountText(account: AddressAccount): readonly string[] {
  const { address, services, status, reason, message, advertisements, nodes, bgpNodes } = account;
  const shared = services.length > 1 ? [`  shared by ${services.join(", ")}`] : [];
  return [
    "",
    headline(address, reason, status !== "False", message),
    ...shared,
    ...section("  Advertisements", standings(advertisements.map(withKind)).map(indented)),
    ...section("  Nodes, on layer 2", standings(nodes).map(indented)),
    ...section("  Nodes, by BGP", standings(bgpNodes).map(indented)),
  ];
}

function withKind({ kind, name, ...standing }: AdvertisementStanding): Standing<string> {
  return { name: `${kind} ${name}`, ...standing };
}

function headline(subject: string, word: string, isWell: boolean, message: string): string {
  return `${bold(subject)}  ${isWell ? green(word) : red(word)}: ${message}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}

const good: readonly string[] = ["chosen", "counts", "announces", "may"];

/** @param said a message that stands above already */
function standings(rows: readonly Standing<string>[], said?: string): readonly string[] {
  const shown = rows.slice(0, mostRows).map(({ name, standing, message }) => [
    `  ${name}`,
    good.includes(standing) ? green(standing) : dim(standing),
    message === said ? "as said above" : message,
  ]);
  const more = rows.length - shown.length;
  return [...textTable(shown), ...more > 0 ? [`  and ${more} more`] : []];
}

function listed(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length - mostRows;
  return [`  ${names.slice(0, mostRows).join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

function eventLines(events: readonly KubernetesEvent[]): readonly string[] {
  return textTable(
    events.slice(-mostEvents).map(({ lastTimestamp, reason, message }) => [
      `  ${lastTimestamp}`,
      reason,
      message,
    ]),
  );
}

function steps(nextSteps: readonly Step[]): readonly string[] {
  return section(
    bold("Next"),
    nextSteps.flatMap((
      { text, command },
    ) => [`  - ${text}`, ...command === undefined ? [] : [dim(`      ${command}`)]]),
  );
}

function indented(line: string): string {
  return `  ${line}`;
}
