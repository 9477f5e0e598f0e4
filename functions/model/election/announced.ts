/**
 * Whether an address is on the network, as far as the announcers have said.
 *
 * @module
 */

import { bgpAnnounced, type BGPTeller } from "../bgp/bgp_announced.ts";
import { announcingMessage } from "./announcement_messages.ts";
import { conditionOf } from "../conditions.ts";
import type { VirtualIPStatus } from "../crds.ts";
import type { Election } from "./election.ts";
import type { Condition } from "../kubernetes.ts";
import {
  type AnnouncementReason,
  announcementReasons,
  type AnnouncementVerdict,
  conflictReasonOf,
  type ConflictVerdict,
} from "../reasons.ts";
import { textsOf } from "../shape.ts";

/** What is known of one address. */
export interface AddressAnnounced {
  readonly address: string;
  readonly status: Condition["status"];
  readonly reason: AnnouncementReason;
  readonly message: string;
  /** Who announces; absent: nobody is known to. */
  readonly by?: Announcer;
  /** What is said of somebody else that speaks for the address too. */
  readonly conflict?: ConflictVerdict;
  /** Who announces it by BGP; absent: nobody is known to. */
  readonly tellers?: readonly BGPTeller[];
}

export interface Announcer {
  readonly node: string;
  /** Sorted; empty: not known. */
  readonly interfaces: readonly string[];
}

/** Announced on layer 2 or by BGP is announced; where it should be both and is not, the message says so. */
export function addressAnnounced(election: Election): AddressAnnounced {
  const layer2 = layer2Announced(election);
  const { address, bgp } = election;
  if (bgp === undefined) return layer2;
  const { tellers, verdict } = bgpAnnounced(bgp, address);
  if (tellers.length > 0) return { ...layer2, status: "True", ...both(layer2, verdict), tellers };
  if (layer2.reason === "NoAdvertisement" || (layer2.status === "False" && verdict.reason === "Pending")) {
    return { address, status: verdict.reason === "Pending" ? "Unknown" : "False", ...verdict };
  }
  if (layer2.status === "False") return layer2;
  return { ...layer2, message: `${layer2.message}, but not with protocol bgp: ${verdict.message}` };
}

function both(layer2: AddressAnnounced, bgp: AnnouncementVerdict): AnnouncementVerdict {
  const { reason, message } = bgp;
  if (layer2.reason === "NoAdvertisement") return bgp;
  if (layer2.status === "True") return { reason, message: `${layer2.message}, and ${message}` };
  return { reason, message: `${message}, but not with protocol layer2: ${layer2.message}` };
}

/**
 * Told by the status of the VirtualIP, which the announcing node writes; what was only decided is `Pending`. A report of a node
 * that may not announce any more says nothing about the present.
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
  const message = announcingMessage(node, by.interfaces);
  const conflict = conflictOf(status);
  return conflict === undefined
    ? { address, status: "True", reason: "Announcing", message, by }
    : { address, status: "True", reason: "Announcing", message: `${message}; ${conflict.message}`, by, conflict };
}

/** The announcer's own words. */
function notAnnounced(address: string, { status, reason, message }: Condition): AddressAnnounced {
  const known = announcementReasons.find((each) => each === reason) ?? "Pending";
  return { address, status: known === "Pending" ? "Unknown" : status, reason: known, message };
}

function conflictOf(status: VirtualIPStatus): ConflictVerdict | undefined {
  const conflict = conditionOf(status.conditions, "Conflict");
  if (conflict?.status !== "True") return undefined;
  return { reason: conflictReasonOf(conflict.reason), message: conflict.message };
}
