/**
 * Explains which nodes of a shared address may serve a host. Only the nodes know which of them serves it: they do not
 * write it into the API server. So the answer comes from the hash of the host's MAC, which gives the ranking of the
 * nodes for this host.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import { ranked } from "../announcing/sharing/assignment.ts";
import { readLinks } from "../announcing/status/announcer_lease.ts";
import type { VirtualIP } from "../crds.ts";
import { addressAnnounced } from "../election/announced.ts";
import type { Election } from "../election/election.ts";
import { fallenSilent } from "../election/fallen_silent.ts";
import { sharersOf } from "../election/sharers.ts";
import { annotationLinks } from "../names.ts";
import { nodeOfLease } from "../node_names.ts";
import type { Observed } from "../observed.ts";
import type { HostExplanation, HostStanding } from "./explanation.ts";
import { hostOfOneNode, macOn, rankFor, selectedNodes, soleNode } from "./load_sharing_messages.ts";

/**
 * @param mac in lower case, with colons
 * @param planned the planned VirtualIP of the address; undefined: there is none
 */
export function explainHost(
  mac: string,
  election: Election,
  planned: VirtualIP | undefined,
  observed: Observed,
): HostExplanation {
  const { address, owner, layer2 } = election;
  const silent = fallenSilent(observed);
  const sharers = layer2.reason === "Pending" ? sharersOf(planned?.spec.l2) : [];
  const up = sharers.filter(({ node }) => !silent.has(node)).map(({ node, weight = 1 }) => ({ node, weight }));
  const ranking = ranked(mac, up);
  const [first, second] = ranking;
  if (first === undefined) {
    return { mac, message: hostOfOneNode(addressAnnounced(election).by?.node ?? owner?.node), nodes: [] };
  }
  const nodes = ranking.map(({ node }, place): HostStanding => ({
    name: node,
    standing: place === 0 ? "first" : place === 1 ? "second" : "in line",
    message: rankFor(place + 1, first.node, second?.node, macsOf(node, observed)),
  }));
  const message = second === undefined
    ? soleNode(first.node)
    : selectedNodes(first.node, second.node, address, first.weight !== second.weight);
  return { mac, message, nodes };
}

/** The MACs of the node's links, as its announcer's Lease shows them; empty: not known. */
function macsOf(node: string, { leases }: Observed): readonly string[] {
  const lease = leases.find((each) => nodeOfLease(each) === node);
  const links = readLinks(lease?.metadata.annotations?.[annotationLinks]) ?? [];
  return links.map(({ mac, name }) => macOn(mac, name));
}
