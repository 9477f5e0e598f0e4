/**
 * Whether an address is on the network, as the announcers report it.
 *
 * @module
 */

import { bgpAnnounced, type BGPTeller } from "./bgp_announced.ts";
import {
  allSilentMessage,
  announcingMessage,
  noEndpointsMessage,
  servedElsewhereMessage,
  sharedMessage,
} from "./announcement_messages.ts";
import { conditionOf } from "../conditions.ts";
import type { VirtualIPSpec, VirtualIPStatus } from "../crds.ts";
import type { Election } from "./election.ts";
import type { Condition, ObjectKey } from "../kubernetes.ts";
import {
  type AnnouncementReason,
  announcementReasons,
  type AnnouncementVerdict,
  conflictReasonOf,
  type ConflictVerdict,
} from "../reasons.ts";
import { sharersOf } from "./sharers.ts";
import { textsOf } from "../shape.ts";

/** The reported state of one address. */
export interface AddressAnnounced {
  readonly address: string;
  readonly status: Condition["status"];
  readonly reason: AnnouncementReason;
  readonly message: string;
  /** The node that announces on layer 2, as it reported last; absent: none is known. */
  readonly by?: AnnouncingNode;
  /** The nodes that share the address by its plan, `by` among them; absent: one node serves all hosts. */
  readonly sharers?: readonly AnnouncingNode[];
  /** The conflict, if another host or node claims the address too, or an interface of a node has the address. */
  readonly conflict?: ConflictVerdict;
  /** The nodes that announce the address by BGP; absent: none is known. */
  readonly tellers?: readonly BGPTeller[];
  /**
   * Why one of the two protocols does not announce. Present only if advertisements of both protocols apply, and the
   * other protocol announces or is to announce.
   */
  readonly half?: AnnouncementVerdict;
}

export interface AnnouncingNode {
  readonly node: string;
  /** Sorted; empty: the interfaces are not known. */
  readonly interfaces: readonly string[];
  /** With load sharing, how many hosts the node serves; absent: not counted yet. */
  readonly hosts?: number;
}

/**
 * The state of an address. The address counts as announced if one protocol announces it. If both protocols should
 * announce it and only one does, the message says so.
 */
export function addressAnnounced(election: Election): AddressAnnounced {
  const layer2 = layer2Announced(election);
  const { address, bgp } = election;
  if (bgp === undefined) return layer2;
  const { tellers, verdict } = bgpAnnounced(bgp, address);
  const isSilent = layer2.status === "False" && layer2.reason !== "NoAdvertisement";
  const half = isSilent ? { half: { reason: layer2.reason, message: layer2.message } } : {};
  if (tellers.length > 0) return { ...layer2, status: "True", ...both(layer2, verdict), tellers, ...half };
  if (layer2.reason === "NoAdvertisement" || (isSilent && verdict.reason === "Pending")) {
    return { address, status: verdict.reason === "Pending" ? "Unknown" : "False", ...both(layer2, verdict), ...half };
  }
  if (isSilent) return layer2;
  const message = `${layer2.message}, but not with protocol bgp: ${verdict.message}`;
  return { ...layer2, message, ...(bgp.failure !== undefined && { half: verdict }) };
}

/**
 * The state of the address for one of its Services. If no announcing node can serve the Service, the address does not
 * count as announced for this Service.
 */
export function announcedTo(
  service: ObjectKey,
  { claimants }: Election,
  announced: AddressAnnounced,
): AddressAnnounced {
  const claimant = claimants.find(({ key }) => key === service);
  if (claimant === undefined || announced.status !== "True" || claimants.length === 1) return announced;
  const { address, tellers = [] } = announced;
  const { isServed, servedOn } = claimant;
  if (!isServed) return { address, status: "False", reason: "NoEndpoints", message: noEndpointsMessage };
  const nodes = [...announcersOf(announced), ...tellers].map(({ node }) => node);
  if (servedOn === undefined || nodes.some((node) => servedOn.includes(node))) return announced;
  return { address, status: "False", reason: "NoLocalEndpoints", message: servedElsewhereMessage(nodes, servedOn) };
}

/** The nodes that announce the address on layer 2: one node, or all that share it. */
export function announcersOf({ by, sharers }: AddressAnnounced): readonly AnnouncingNode[] {
  return sharers ?? (by === undefined ? [] : [by]);
}

function both(layer2: AddressAnnounced, bgp: AnnouncementVerdict): AnnouncementVerdict {
  const { reason, message } = bgp;
  if (layer2.reason === "NoAdvertisement") return bgp;
  if (layer2.status === "True") return { reason, message: `${layer2.message}, and ${message}` };
  return { reason, message: `${message}, but not with protocol layer2: ${layer2.message}` };
}

/**
 * The state on layer 2, from the status of the VirtualIP, which the announcing node writes. Before the first report,
 * the state is `Pending`. A report from a node that may no longer announce is ignored.
 */
function layer2Announced({ address, candidacy, layer2: verdict, virtualIP }: Election): AddressAnnounced {
  if (verdict.reason !== "Pending") return { address, status: "False", ...verdict };
  const status = virtualIP?.status;
  const node = status?.node;
  if (status === undefined || node === undefined || !candidacy.candidates.has(node)) {
    return { address, status: "Unknown", ...verdict };
  }
  const announced = conditionOf(status.conditions, "Announced");
  if (announced !== undefined && announced.status !== "True") return notAnnounced(address, announced);
  const by = { node, interfaces: textsOf(status.interfaces).toSorted() };
  const { unheardSince } = candidacy.candidates.get(node) ?? {};
  if (unheardSince !== undefined) {
    const message = allSilentMessage(node, unheardSince === "ever" ? undefined : unheardSince);
    return { address, status: "Unknown", reason: "Pending", message, by };
  }
  const sharers = sharersBeside(by, virtualIP?.spec.l2, status.hosts);
  const message = sharers.length === 0
    ? announcingMessage(node, by.interfaces)
    : sharedMessage(sharers.map((each) => each.node), by.interfaces);
  const conflict = conflictOf(status);
  const who = { by, ...(sharers.length > 0 && { sharers }) };
  return conflict === undefined
    ? { address, status: "True", reason: "Announcing", message, ...who }
    : { address, status: "True", reason: "Announcing", message: `${message}; ${conflict.message}`, ...who, conflict };
}

/** `by` and the nodes that share the address with it; empty: one node serves all hosts. Only `by` reports interfaces. */
function sharersBeside(
  by: AnnouncingNode,
  l2: VirtualIPSpec["l2"],
  counts: VirtualIPStatus["hosts"] = [],
): readonly AnnouncingNode[] {
  const sharers = sharersOf(l2);
  if (!sharers.some(({ node }) => node === by.node)) return [];
  return sharers.map(({ node }) => {
    const hosts = counts.find((each) => each.node === node)?.count;
    return { ...(node === by.node ? by : { node, interfaces: [] }), ...(hosts !== undefined && { hosts }) };
  });
}

/** The state of an address that is not announced, with the announcer's own message. */
function notAnnounced(address: string, { status, reason, message }: Condition): AddressAnnounced {
  const known = announcementReasons.find((each) => each === reason) ?? "Pending";
  return { address, status: known === "Pending" ? "Unknown" : status, reason: known, message };
}

function conflictOf(status: VirtualIPStatus): ConflictVerdict | undefined {
  const conflict = conditionOf(status.conditions, "Conflict");
  if (conflict?.status !== "True") return undefined;
  return { reason: conflictReasonOf(conflict.reason), message: conflict.message };
}
