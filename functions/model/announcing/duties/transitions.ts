/**
 * The state machine of one address on one node, as a table. `announce` makes the decisions, and tests compare them with
 * this table. The diagram in docs/address-states.md is generated from this table. Each edge names the rows of
 * `tests/fixtures/announce` that test it.
 *
 * @module
 */

import type { DutyState } from "./duty.ts";

/** `none`: the node has nothing to do with the address. */
export type AddressState = DutyState | "none";

export interface Transition<State extends string = AddressState> {
  readonly from: readonly State[];
  readonly to: State;
  /** The event, from the node's point of view. */
  readonly on: string;
  /** The rows that test this edge, as `FILE: NAME OF THE ROW`. */
  readonly rows: readonly string[];
}

/** One sentence for each state. */
export const meanings: Readonly<Record<AddressState, string>> = {
  none: "The node has nothing to do with the address, or cannot serve it.",
  learning: "The node has just started or stalled. It does not answer until it has the holdings of its peers.",
  standby: "Another node holds the address, or must take it. This node does not answer.",
  probing: "The address is new. The node answers, and probes whether a stranger uses it.",
  handingOver: "The node answers. Its first gratuitous ARP waits while the previous holder sends clients the new MAC.",
  announced: "The node answers, and sends gratuitous ARP.",
  sharing: "Each node of the order answers the hosts that are assigned to it. Nothing is broadcast.",
  standingIn: "The holder's announcer is away and its node serves. This node answers with the holder's MAC.",
  returning:
    "The holder's announcer is back, but does not claim the address yet. This node still answers with the holder's MAC.",
  relieved: "Another node has the address. This node answers with that node's MAC for up to 800 ms.",
  mute: "A peer got no answer for the address. The node does not answer for a minute.",
  putAside:
    "A stranger uses the new address. No node answers for ten minutes. If a Service waits for the address, that time ends early when the stranger is gone.",
};

/** States that share edges. */
export const groups = {
  holding: ["probing", "handingOver", "announced"],
  surrogate: ["standingIn", "returning", "relieved"],
  waiting: ["learning", "standby"],
  silent: ["mute", "putAside"],
} as const satisfies Readonly<Record<string, readonly AddressState[]>>;

const { holding, surrogate, waiting, silent } = groups;
const idle = ["none", ...waiting, ...silent] as const;
export const any: readonly AddressState[] = ["none", ...waiting, ...holding, ...surrogate, ...silent, "sharing"];

export const transitions: readonly Transition[] = [
  {
    from: any,
    to: "none",
    on: "the plan no longer names the node, or the node has no link and no other node can take the address",
    rows: [
      "planned move: a drained node that no longer answers has no duty",
      "planned move: if layer 2 no longer announces the address, the node stops and removes its name from the status",
      "links: the only node of an order has no link, so it has no duty",
      "announcing: a surrogate that is no longer in the order has no duty",
    ],
  },
  {
    from: any,
    to: "standingIn",
    on: "the holder's announcer is away, its node serves, and this node is the next in rank",
    rows: [
      "surrogate: if only the holder's announcer is down, the next in rank answers with the holder's MAC",
      "surrogate: a surrogate knows the holder from the status alone",
      "surrogate: if the holder's announcer goes away again, the relieved node stands in again",
      "seen on wire: a holder of worse rank sees the node of better rank announce, and answers with that node's MAC",
    ],
  },
  {
    from: ["none", "standby", ...surrogate, ...silent],
    to: "learning",
    on: "the node must hold an address that has had a holder, and has not heard all its peers since its start or stall",
    rows: [
      "learning: a restarted announcer that the status names listens to its peers first",
      "learning: a restarted announcer waits until all its peers have sent their holdings",
    ],
  },
  {
    from: [...holding, "sharing"],
    to: "learning",
    on: "the process did not run for 250 ms or more: its peers may have taken the address",
    rows: ["stall: at a stall, a holder stops answering until it has heard its peers"],
  },
  {
    from: ["none", "learning", ...silent],
    to: "standby",
    on: "a node of better rank is alive, or a peer holds the address",
    rows: [
      "new address: a standby waits while the first node in the order is alive",
      "stall: after a stall, a node becomes a standby if a peer claims its address",
      "unanswered: after a minute, a mute node becomes a standby",
    ],
  },
  {
    from: holding,
    to: "standby",
    on:
      "the node has lost its link, or the new holder answers on the wire, or the new holder is alive but has not sent its holdings within 1 s",
    rows: [
      "links: a holder without a link declines the address and stops holding it",
      "planned move: the previous holder stops if the new holder answers probes, although its beats are missing",
      "planned move: the previous holder stops after a second if the new holder is heard but has not sent its holdings",
    ],
  },
  {
    from: surrogate,
    to: "standby",
    on: "the time as relieved node (at most 800 ms) is over, or another node of better rank stands in",
    rows: [
      "surrogate: the surrogate stops when its time as relieved node is over",
      "surrogate: a surrogate stops when a node of better rank is heard again",
    ],
  },
  {
    from: idle,
    to: "probing",
    on: "the node must hold an address that has had no holder",
    rows: [
      "new address: the owner answers for a new address at once, and probes it for a stranger",
      "planned move: after three seconds without its claim, the holder is passed over",
      "new address: after ten minutes, the address is probed again like a new one",
    ],
  },
  {
    from: [...idle, ...surrogate],
    to: "handingOver",
    on: "the node must hold the address, and the previous holder is heard and sends the new MAC to its clients",
    rows: [
      "planned move: the new holder answers at once, and announces the address when the previous holder has had time to tell each client",
    ],
  },
  {
    from: [...idle, ...surrogate],
    to: "announced",
    on:
      "takeover: the previous holder is dead, declines the address, or never claims it; or this node was the holder, and no peer has claimed the address meanwhile",
    rows: [
      "takeover: a dead node's address is taken over once it is unanswered",
      "links: the next node takes over at once if the holder declines",
      "surrogate: if the holder dies, the surrogate takes over at once",
      "surrogate: if the holder's announcer does not claim the address for three seconds, the surrogate takes over",
      "stall: after a stall, a node goes on as before if no peer has taken its address",
      "learning: a restarted announcer waits at most a second for its peers",
    ],
  },
  {
    from: ["probing"],
    to: "announced",
    on: "four probes are unanswered, or the answer has the MAC of a peer, so no stranger uses the address",
    rows: [
      "new address: a new address is announced after four unanswered probes, and the status reports it",
      "new address: an answer with a peer's MAC is no stranger's",
    ],
  },
  {
    from: ["probing"],
    to: "putAside",
    on: "a stranger answers a probe",
    rows: ["new address: a stranger answers the first probe, and the address is put aside"],
  },
  {
    from: ["putAside"],
    to: "announced",
    on: "a Service waits for the address, and the next probes of the address, 30 s later, are not answered",
    rows: ["new address: if the stranger is gone, the address is announced"],
  },
  {
    from: ["none", ...waiting, ...holding, ...surrogate, "mute"],
    to: "sharing",
    on: "the plan says that the nodes of the order share the hosts, and all nodes that are heard support load sharing",
    rows: [
      "sharing: a standby shares an address that its plan begins to share",
      "sharing: the holder begins to share its address, and sends no broadcast",
      "sharing: a new address is shared when no stranger was found, without an announcement",
      "sharing: a restarted announcer shares when it has the holdings of its peers",
      "sharing: an announcer without living peers shares at its start",
    ],
  },
  {
    from: ["sharing"],
    to: "announced",
    on: "the plan no longer shares the address, and no other node has a host with an open connection",
    rows: ["sharing: when the other nodes have no hosts, the first node in the order becomes the holder"],
  },
  {
    from: ["sharing"],
    to: "standby",
    on: "the plan no longer shares the address, and this node has no host left",
    rows: ["sharing: when sharing ends, a node without hosts leaves the address to the first node in the order"],
  },
  {
    from: ["none", ...waiting],
    to: "putAside",
    on: "the status says that another node has found a stranger on the address",
    rows: [
      "new address: a restarted announcer also puts the address aside",
      "new address: a standby does not take an address that a peer has put aside",
    ],
  },
  {
    from: ["handingOver"],
    to: "announced",
    on: "the previous holder has had 300 ms to send the new MAC to its clients, or can no longer do so",
    rows: [
      "planned move: the new holder announces at once if it learns of the cut cable after the plan",
      "planned move: the new holder announces after 300 ms",
    ],
  },
  {
    from: holding,
    to: "relieved",
    on: "the new holder, or a node of better rank, claims the address",
    rows: [
      "planned move: the previous holder answers with the new holder's MAC when the new holder has the address",
      "return: the node of worse rank gives way, and answers with the other node's MAC before it stops",
    ],
  },
  {
    from: ["standingIn", "returning"],
    to: "relieved",
    on: "the holder's announcer is back and claims the address",
    rows: ["surrogate: when the holder's announcer is back, the surrogate goes on for 800 ms"],
  },
  {
    from: ["standingIn"],
    to: "returning",
    on: "the holder's announcer is back, but does not claim the address",
    rows: ["surrogate: if the holder's announcer is back but does not claim the address, the surrogate goes on"],
  },
  {
    from: ["announced"],
    to: "mute",
    on: "a peer that can take the address gets no answer for it",
    rows: ["unanswered: if a peer reports no answer, the holder declines the address and writes this into the status"],
  },
];

/** True if the table has an edge for the change, or if the state stays the same. */
export function isTransition(from: AddressState, to: AddressState): boolean {
  return from === to || transitions.some((each) => each.to === to && each.from.includes(from));
}
