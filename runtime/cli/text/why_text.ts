/**
 * An explanation as text.
 *
 * @module
 */

import type { KubernetesEvent } from "../../../functions/model/kubernetes.ts";
import type {
  AddressAccount,
  AddressExplanation,
  AdvertisementStanding,
  Explanation,
  HostExplanation,
  NextStep,
  NodeExplanation,
  PeerExplanation,
  PoolExplanation,
  ServiceExplanation,
  Standing,
} from "../../../functions/model/questions/explanation.ts";
import { bold, dim, green, red } from "../../ground/terminal.ts";
import { textTable } from "../../ground/text_table.ts";
import { wrapped } from "../../ground/wrap.ts";

/** The most rows of a table; `-o json` has all. */
const mostRows = 20;
const mostEvents = 5;

/**
 * @param events the events of a Service, oldest first
 * @param width how wide tables may be, in columns
 */
export function whyText(
  explanation: Explanation,
  events: readonly KubernetesEvent[],
  width: number,
): readonly string[] {
  switch (explanation.about) {
    case "service":
      return serviceText(explanation, events, width);
    case "address":
      return addressText(explanation, width);
    case "node":
      return nodeText(explanation, width);
    case "pool":
      return poolText(explanation, width);
    case "peer":
      return peerText(explanation, width);
  }
}

function serviceText(
  explanation: ServiceExplanation,
  events: readonly KubernetesEvent[],
  width: number,
): readonly string[] {
  const { name, isFine, verdict, rule, released, pools, addresses, faults, nextSteps } = explanation;
  return [
    headline(`Service ${name}`, verdict.reason, isFine || verdict.reason === "Assigned", verdict.message),
    ...rule === undefined ? [] : [`  ${rule}`],
    ...released === undefined ? [] : [`  taken away: ${released}`],
    ...section("Pools", standings(pools, width, verdict.message)),
    ...addresses.flatMap((account) => accountText(account, width)),
    ...section("Faults", faults.map(({ field, message }) => `  ${field}: ${message}`)),
    ...section("Events", eventLines(events, width)),
    ...steps(nextSteps),
  ];
}

function addressText(
  { name, isFine, state, summary, account, host, nextSteps }: AddressExplanation,
  width: number,
): readonly string[] {
  return [
    headline(`Address ${name}`, state, isFine, summary),
    ...account === undefined ? [] : accountText(account, width),
    ...host === undefined ? [] : ["", ...hostText(host, width)],
    ...steps(nextSteps),
  ];
}

function hostText({ mac, message, nodes }: HostExplanation, width: number): readonly string[] {
  return [`${bold(`Host ${mac}`)}: ${message}`, ...standings(nodes, width)];
}

function nodeText(explanation: NodeExplanation, width: number): readonly string[] {
  const { name, isFine, summary, announcer, owns, standsBy, unserved, pools, nextSteps } = explanation;
  return [
    headline(`Node ${name}`, isFine ? "ok" : "needs attention", isFine, summary),
    `  announcer ${announcer}`,
    ...section("Announces", listed(owns, width)),
    ...section("Stands by for", listed(standsBy, width)),
    ...section("Has no endpoint for (externalTrafficPolicy: Local)", listed(unserved, width)),
    ...section("Pools", standings(pools, width)),
    ...steps(nextSteps),
  ];
}

function poolText(explanation: PoolExplanation, width: number): readonly string[] {
  const { name, isFine, state, summary, ranges, services, advertisements, faults, nextSteps } = explanation;
  const holders = services.slice(0, mostRows).map(({ service, addresses }) => [`  ${service}`, addresses.join(", ")]);
  const more = services.length - holders.length;
  return [
    headline(`Pool ${name}`, state, isFine, summary),
    ...section("Addresses", listed(ranges, width)),
    ...section("Services", [...textTable(holders, { width }), ...more > 0 ? [`  and ${more} more`] : []]),
    ...section("Advertisements", standings(advertisements.map(withKind), width)),
    ...section("Faults", faults.map(({ field, message }) => `  ${field}: ${message}`)),
    ...steps(nextSteps),
  ];
}

function peerText(
  { name, isFine, state, summary, sessions, faults, nextSteps }: PeerExplanation,
  width: number,
): readonly string[] {
  return [
    headline(`BGPPeer ${name}`, state, isFine, summary),
    ...section("Sessions", standings(sessions, width)),
    ...section("Faults", faults.map(({ field, message }) => `  ${field}: ${message}`)),
    ...steps(nextSteps),
  ];
}

function accountText(account: AddressAccount, width: number): readonly string[] {
  const { address, services, status, reason, message, advertisements, sharing, nodes, bgpNodes } = account;
  const shared = services.length > 1 ? [`  shared by ${services.join(", ")}`] : [];
  return [
    "",
    headline(address, reason, status !== "False", message),
    ...shared,
    ...sharing === undefined ? [] : [`  Load sharing: ${sharing.state}: ${sharing.message}`],
    ...section("  Advertisements", standings(advertisements.map(withKind), width - 2).map(indented)),
    ...section("  Nodes, on layer 2", standings(nodes, width - 2).map(indented)),
    ...section("  Nodes, by BGP", standings(bgpNodes, width - 2).map(indented)),
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

const good: readonly string[] = ["chosen", "counts", "announces", "shares", "may", "first", "up"];

/** @param said a message that is already printed above the table, and is not repeated */
function standings(rows: readonly Standing<string>[], width: number, said?: string): readonly string[] {
  const shown = rows.slice(0, mostRows).map(({ name, standing, message }) => [
    `  ${name}`,
    good.includes(standing) ? green(standing) : dim(standing),
    message === said ? "as said above" : message,
  ]);
  const more = rows.length - shown.length;
  return [...textTable(shown, { width }), ...more > 0 ? [`  and ${more} more`] : []];
}

function listed(names: readonly string[], width: number): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length - mostRows;
  return wrapped(`  ${names.slice(0, mostRows).join(", ")}${more > 0 ? ` and ${more} more` : ""}`, width);
}

function eventLines(events: readonly KubernetesEvent[], width: number): readonly string[] {
  return textTable(
    events.slice(-mostEvents).map(({ lastTimestamp, reason, message }) => [
      `  ${lastTimestamp}`,
      reason,
      message,
    ]),
    { width },
  );
}

function steps(nextSteps: readonly NextStep[]): readonly string[] {
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
