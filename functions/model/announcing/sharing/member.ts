/**
 * The nodes that share the hosts of an address.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { ranked, type Sharer } from "./assignment.ts";

export interface Member extends Sharer {
  /** `away`: the announcer is down or restarting, but the node's kernel still serves. */
  readonly announcer: "here" | "away";
  /** Since when the node has been a member without a gap, as this node sees it. */
  readonly since: Instant;
  /** The member's MAC on each link. The key is the name of the link on this node. */
  readonly macs: Readonly<Record<string, string>>;
}

/**
 * The arbiter of a host: the first node in the host's ranking whose announcer is up. It answers the host's broadcasts,
 * assigns a new host to a node, and takes a host over if the host's node is gone. All nodes choose the same arbiter
 * even if their tables of hosts differ.
 */
export function arbiterOf(mac: string, members: readonly Member[]): string | undefined {
  return ranked(mac, members.filter(({ announcer }) => announcer === "here"))[0]?.node;
}
