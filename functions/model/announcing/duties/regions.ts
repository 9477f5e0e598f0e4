/**
 * Three parts of a holder's state change independently: contest, conflict and yielding. Each has a table of
 * transitions, as in `transitions.ts`. The table of `conflict` leaves out the kinds `forged` and `bound`.
 *
 * @module
 */

import type { Conflict, Contest, Yielding } from "./duty.ts";
import type { Transition } from "./transitions.ts";

export interface Regions {
  readonly contest: Contest["is"];
  readonly conflict: Conflict["is"];
  readonly yielding: Yielding["is"];
}

/** The transitions while the node holds an established address; those of `yielding` also while it probes. */
export const regions: Readonly<{ [Region in keyof Regions]: readonly Transition<Regions[Region]>[] }> = {
  contest: [
    {
      from: ["no"],
      to: "contested",
      on: "a peer of worse rank claims the address too",
      rows: [
        "return: two nodes claim the address after a partition, and the node of better rank stays and announces it again",
      ],
    },
    {
      from: ["contested"],
      to: "no",
      on: "that peer has given the address up, or is no longer heard",
      rows: ["return: a contest ends when the other node stops claiming, and the rounds of gratuitous ARP begin anew"],
    },
  ],
  conflict: [
    {
      from: ["no", "node"],
      to: "stranger",
      on: "a MAC that belongs to no node claims the address",
      rows: ["announcing: a stranger claims an established address, and the holder defends the address"],
    },
    {
      from: ["no", "stranger"],
      to: "node",
      on: "a node that is not in the order claims the address, or the stranger turns out to be such a node",
      rows: [
        "planned move: a node outside the order, which is a peer for other addresses, claims the address, and the holder defends it",
      ],
    },
    {
      from: ["stranger", "node"],
      to: "no",
      on: "the intruder has not been seen for 30 s or more, or its node is in the order after all",
      rows: [
        "planned move: if a node that claims the address is in the order again, its claim is no conflict",
        "announcing: a stranger that was not seen for 30 s is forgotten",
        "announcing: a stranger is not reported if a Lease shows that it is a node",
      ],
    },
  ],
  yielding: [
    {
      from: ["no"],
      to: "yielding",
      on: "the plan, or a claim of better rank, prefers a node that does not have the address yet",
      rows: [
        "planned move: the previous holder goes on until the new holder has the address",
        "planned move: a drained node goes on until the next node has the address",
        "seen on wire: if the other node does not answer for its own address, the holder probes the claimed address before it stops",
      ],
    },
    {
      from: ["yielding"],
      to: "no",
      on: "that node is gone, or has not claimed the address for 3 s, or the plan prefers this node again",
      rows: [
        "planned move: the previous holder keeps the address under the new revision if the new holder is dead",
        "planned move: after three seconds without a claim of the new holder, the previous holder keeps the address under the new revision",
        "planned move: the previous holder keeps the address if the plan changes back",
      ],
    },
  ],
};
