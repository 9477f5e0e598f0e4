/**
 * What a node knows when it begins to share an address, or when the nodes that share the address change.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import type { ToldHost } from "./host.ts";
import type { Member } from "./member.ts";

export interface Meeting {
  readonly members: readonly Member[];
  /** All nodes of the order, including the nodes that are gone. */
  readonly order: readonly string[];
  /** The node to which all hosts go; absent while the address is shared. */
  readonly only?: string | undefined;
  /** True if this node has just begun to share the address, or shares it again after a stall. */
  readonly isNew?: boolean;
  /** Records that arrived before this node shared the address. */
  readonly early?: readonly EarlyHost[];
}

/** A peer's record of a host that arrived before this node shared the address. */
export interface EarlyHost {
  readonly told: ToldHost;
  readonly link: string;
  readonly at: Instant;
}
