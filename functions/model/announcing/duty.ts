/**
 * What a node does for one address. `announce` gets its last duties back with the next observation.
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";

export type Duty = Holding | Surrogacy | Waiting | PutAside | Mute;

/** This node answers, with its own MAC. */
export interface Holding {
  readonly role: "holding";
  readonly address: string;
  /** The plan's revision under which it took the address. */
  readonly revision: number;
  readonly since: Instant;
  /** Taken over from a dead node: when that was last heard. */
  readonly silentSince?: Instant;
  /** Names of the links it answers on. */
  readonly links: readonly string[];
  /** Before the first announcement of a new address: since when it is probed for a stranger. */
  readonly probingSince?: Instant;
  /** Their MACs, by the name of the link. */
  readonly macs: Readonly<Record<string, string>>;
  /** Since when gratuitous frames are due, and how many rounds have gone out. */
  readonly announcedAt?: Instant;
  readonly rounds: number;
  /** The plan has given the address to another; it goes on until that one has it. */
  readonly yielding?: Yielding;
  /** A peer of worse rank that claims it too, and since when. */
  readonly contestedBy?: string;
  readonly contestedSince?: Instant;
  /** Nodes of the order that are down, or on the other side of a partition. */
  readonly outOfReach?: readonly string[];
  readonly conflict?: Conflict;
}

export interface Yielding {
  readonly to: string;
  /** Since when that node is heard and does not claim the address. */
  readonly unclaimedSince?: Instant;
  /** Nodes that were waited for in vain. */
  readonly passedOver?: readonly string[];
}

/** Somebody who is not in its order speaks for an address that is held here. */
export interface Conflict {
  readonly mac: string;
  /** Whose it is, if a node's that the plan does not name for the address. */
  readonly node?: string;
  readonly since: Instant;
  readonly seenAt: Instant;
  readonly defendedAt: Instant;
}

/** This node answers with the MAC of the holder, whose announcer is away. */
export interface Surrogacy {
  readonly role: "surrogate";
  readonly address: string;
  readonly holder: string;
  /** The holder's MAC by the name of this node's link. */
  readonly macs: Readonly<Record<string, string>>;
  /** Since when the holder is heard to have the address: it is answered for a little longer, in case it is slow. */
  readonly relievedSince?: Instant;
  /** Since when the holder is heard and does not claim the address. */
  readonly unclaimedSince?: Instant;
  /** It was heard on the wire, and only there, to have the address: under which revision that was. */
  readonly overheardUnder?: number;
  /** It announces the address itself, while its heartbeats have not come for long: they do not pass. */
  readonly pathBroken?: boolean;
}

/** Somebody of better rank is to hold the address. */
export interface Waiting {
  readonly role: "waiting";
  readonly address: string;
  /** Its name; this node's own while it learns what the others hold. */
  readonly holder: string;
  /** Since when it is heard and does not claim the address. */
  readonly unclaimedSince?: Instant;
  /** Nodes before it that were waited for in vain. */
  readonly passedOver?: readonly string[];
  /** As for a surrogate. */
  readonly overheardUnder?: number;
  /** This node is the next in rank: on these links it checks whether the holder answers. */
  readonly checks?: readonly string[];
  /** What this node held until it stalled: it goes on with that, unless somebody has taken the address meanwhile. */
  readonly held?: Holding;
}

/** A peer asked for the address in vain while this node held it: it is left to others. */
export interface Mute {
  readonly role: "mute";
  readonly address: string;
  readonly toldBy: string;
  readonly since: Instant;
}

/** A stranger answered the first probes: the address is left alone. */
export interface PutAside {
  readonly role: "putAside";
  readonly address: string;
  /** The stranger's; absent: the status tells it. */
  readonly mac?: string;
  readonly since: Instant;
}
