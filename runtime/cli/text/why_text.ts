/**
 * An explanation as text.
 *
 * @module
 */

import type { Fault } from "../../../functions/model/fault.ts";
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
import { usualWidth } from "../../ground/screen.ts";
import { bold, dim, green, red } from "../../ground/terminal.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence, wrapped } from "../../ground/wrap.ts";

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
    ...headline(
      `Service ${name}`,
      { word: verdict.reason, isWell: isFine || verdict.reason === "Assigned", message: verdict.message },
      width,
    ),
    ...rule === undefined ? [] : sentence(`  ${rule}`, width),
    ...released === undefined ? [] : sentence(`  taken away: ${released}`, width),
    ...section("Pools", standings(pools, width, verdict.message)),
    ...addresses.flatMap((account) => accountText(account, width)),
    ...section("Faults", faults.flatMap((fault) => sentence(faultText(fault), width))),
    ...section("Events", eventLines(events, width)),
    ...steps(nextSteps, width),
  ];
}

function addressText(
  { name, isFine, state, summary, account, host, nextSteps }: AddressExplanation,
  width: number,
): readonly string[] {
  return [
    ...headline(`Address ${name}`, { word: state, isWell: isFine, message: summary }, width),
    ...account === undefined ? [] : accountText(account, width),
    ...host === undefined ? [] : ["", ...hostText(host, width)],
    ...steps(nextSteps, width),
  ];
}

function hostText({ mac, message, nodes }: HostExplanation, width: number): readonly string[] {
  return [...sentence(`${bold(`Host ${mac}`)}: ${message}`, width), ...standings(nodes, width)];
}

function nodeText(explanation: NodeExplanation, width: number): readonly string[] {
  const { name, isFine, summary, announcer, owns, standsBy, unserved, pools, nextSteps } = explanation;
  return [
    ...headline(`Node ${name}`, { word: isFine ? "ok" : "needs attention", isWell: isFine, message: summary }, width),
    ...sentence(`  announcer ${announcer}`, width),
    ...section("Announces", listed(owns, width)),
    ...section("Stands by for", listed(standsBy, width)),
    ...section("Has no endpoint for (externalTrafficPolicy: Local)", listed(unserved, width), width),
    ...section("Pools", standings(pools, width)),
    ...steps(nextSteps, width),
  ];
}

function poolText(explanation: PoolExplanation, width: number): readonly string[] {
  const { name, isFine, state, summary, ranges, services, advertisements, faults, nextSteps } = explanation;
  const holders = services.slice(0, mostRows).map(({ service, addresses }) => [`  ${service}`, addresses.join(", ")]);
  const more = services.length - holders.length;
  return [
    ...headline(`Pool ${name}`, { word: state, isWell: isFine, message: summary }, width),
    ...section("Addresses", listed(ranges, width)),
    ...section("Services", [...textTable(holders, { width }), ...more > 0 ? [`  and ${more} more`] : []]),
    ...section("Advertisements", standings(advertisements.map(withKind), width)),
    ...section("Faults", faults.flatMap((fault) => sentence(faultText(fault), width))),
    ...steps(nextSteps, width),
  ];
}

function peerText(
  { name, isFine, state, summary, sessions, faults, nextSteps }: PeerExplanation,
  width: number,
): readonly string[] {
  return [
    ...headline(`BGPPeer ${name}`, { word: state, isWell: isFine, message: summary }, width),
    ...section("Sessions", standings(sessions, width)),
    ...section("Faults", faults.flatMap((fault) => sentence(faultText(fault), width))),
    ...steps(nextSteps, width),
  ];
}

/** Names the object of the fault only if it is a VirtualIP: other faults are about the subject of the question. */
function faultText({ object: { kind, name }, field, message }: Fault): string {
  return `  ${kind === "VirtualIP" ? `VirtualIP ${name}: ` : ""}${field}: ${message}`;
}

function accountText(account: AddressAccount, width: number): readonly string[] {
  const { address, services, status, reason, message, advertisements, sharing, nodes, bgpNodes } = account;
  const shared = services.length > 1 ? sentence(`  shared by ${services.join(", ")}`, width) : [];
  return [
    "",
    ...headline(address, { word: reason, isWell: status !== "False", message }, width),
    ...shared,
    ...sharing === undefined ? [] : sentence(`  Load sharing: ${sharing.state}: ${sharing.message}`, width),
    ...section("  Advertisements", standings(advertisements.map(withKind), width - 2).map(indented)),
    ...section("  Nodes, on layer 2", standings(nodes, width - 2).map(indented)),
    ...section("  Nodes, by BGP", standings(bgpNodes, width - 2).map(indented)),
  ];
}

function withKind({ kind, name, ...standing }: AdvertisementStanding): Standing<string> {
  return { name: `${kind} ${name}`, ...standing };
}

interface Headline {
  readonly word: string;
  readonly isWell: boolean;
  readonly message: string;
}

function headline(subject: string, { word, isWell, message }: Headline, width: number): readonly string[] {
  return sentence(`${bold(subject)}  ${isWell ? green(word) : red(word)}: ${message}`, width);
}

function section(title: string, lines: readonly string[], width: number = usualWidth): readonly string[] {
  return lines.length === 0 ? [] : ["", ...sentence(`${title}:`, width), ...lines];
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

/** Commands stay in one line, so that they can be copied. */
function steps(nextSteps: readonly NextStep[], width: number): readonly string[] {
  return section(
    bold("Next"),
    nextSteps.flatMap((
      { text, command },
    ) => [...sentence(`  - ${text}`, width), ...command === undefined ? [] : [dim(`      ${command}`)]]),
  );
}

function indented(line: string): string {
  return `  ${line}`;
}
