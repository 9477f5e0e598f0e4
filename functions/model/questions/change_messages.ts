/**
 * The messages about changes.
 *
 * @module
 */

import { silenceMessage, type SupposedGone } from "../election/announcement_messages.ts";
import { bgpVerdict } from "../election/bgp_announced.ts";
import type { Election } from "../election/election.ts";
import { type Change, type ChangeKind, changeKinds } from "./change.ts";
import { chosenAnew, chosenForWeight } from "./node_messages.ts";

export const nobody = "nobody";

/**
 * The nodes that are to announce an address: on layer 2 the owner, or the nodes that share the address; and the BGP
 * speakers.
 */
export function announcedBy({ owner, bgp, verdict }: Election, sharers: readonly string[]): string {
  if (verdict.reason !== "Pending") return nobody;
  const shown = fewNodes(bgp?.speakers.map(({ node }) => node) ?? []);
  const layer2 = owner === undefined ? [] : sharers.length > 0 ? [fewNodes(sharers)] : [owner.node];
  const parts = [...layer2, ...shown === "" ? [] : [`${shown} by BGP`]];
  return parts.join("; ") || nobody;
}

function fewNodes(nodes: readonly string[]): string {
  return nodes.length > 3 ? `${nodes.length} nodes` : nodes.join(", ");
}

export function whyItLeaves(node: string, exclusion: string): string {
  return `${node}: ${exclusion}`;
}

export function nodeIsGone(node: string, state: "down" | "drained"): string {
  return `${node} is ${state}`;
}

/** Why no node is to announce an address. Of a node that is supposed to be gone, the message says only that. */
export function whyItFallsSilent({ pool, candidacy, layer2, bgp, verdict }: Election, supposed: SupposedGone): string {
  if (supposed.size === 0) return verdict.message;
  if (bgp !== undefined && verdict.message === bgpVerdict(bgp).message) return bgpVerdict(bgp, supposed).message;
  const silence = { pool, candidacy, advertised: true };
  return layer2.message === silenceMessage(layer2.reason, silence)
    ? silenceMessage(layer2.reason, { ...silence, supposed })
    : verdict.message;
}

export function whyItMoves({ owner, candidacy }: Election): string {
  if (owner === undefined) return "";
  return owner.score > 0 ? chosenForWeight(owner.score) : `${owner.node}: ${chosenAnew(candidacy.ranked.length)}`;
}

/** Where the hosts of a shared address go. */
export function hostsMove({ gone, lost, gained, have }: {
  /** For each node that may no longer announce: why. */
  readonly gone: readonly string[];
  readonly lost: readonly string[];
  readonly gained: readonly string[];
  /** The nodes that announce the address after the change. */
  readonly have: readonly string[];
}): string {
  const heirs = have.length > 3 ? "the other nodes" : have.join(" and ");
  const parts = [
    ...gone,
    ...lost.length > 0 && have.length > 0 ? [`the hosts of ${lost.join(" and ")} go to ${heirs}`] : [],
    ...lost.length === 0 && gained.length > 0 ? [`${gained.join(" and ")} take over a part of the hosts`] : [],
  ];
  return parts.join("; ");
}

/** A summary in one line, e.g. for a comment on a pull request. */
export function summaryOfChanges(
  changes: readonly Change[],
  served: { readonly now: number; readonly then: number },
): string {
  const counted = changeKinds.flatMap((kind) => {
    const count = changes.filter(({ what }) => what === kind).length;
    return count === 0 ? [] : [countText(kind, count)];
  });
  const total = `${served.now} ${
    served.now === 1 ? "Service has" : "Services have"
  } an address now, ${served.then} then`;
  return counted.length === 0 ? `Nothing changes; ${total}.` : `${counted.join(", ")}; ${total}.`;
}

const texts: Readonly<Record<ChangeKind, readonly [one: string, many: string]>> = {
  "loses its address": ["Service loses its address", "Services lose their address"],
  "gets no address": ["new Service gets no address", "new Services get no address"],
  "falls silent": ["address is announced by nobody", "addresses are announced by nobody"],
  "changes its address": ["Service changes its address", "Services change their address"],
  "is not granted all": [
    "Service is not granted all that it asks for",
    "Services are not granted all that they ask for",
  ],
  "moves": ["address moves to another node", "addresses move to another node"],
  "is shared by other nodes": ["address is shared by other nodes", "addresses are shared by other nodes"],
  "has fewer speakers": ["address is announced from fewer nodes", "addresses are announced from fewer nodes"],
  "is refused otherwise": ["Service is refused for another reason", "Services are refused for another reason"],
  "goes": ["Service is removed", "Services are removed"],
  "gets an address": ["Service gets an address", "Services get an address"],
  "is announced": ["address is now announced", "addresses are now announced"],
  "has more speakers": ["address is announced from more nodes", "addresses are announced from more nodes"],
};

function countText(kind: ChangeKind, count: number): string {
  const [one, many] = texts[kind];
  return `${count} ${count === 1 ? one : many}`;
}

/** The title for the changes of a kind. */
export function titleOfChanges(kind: ChangeKind): string {
  const [, many] = texts[kind];
  return `${many.charAt(0).toUpperCase()}${many.slice(1)}`;
}
