/**
 * The duties of a node after a stall of its process. The announcer notices a stall between two turns of its loop
 * (`runtime/announcer/stall.ts`). `timing.ts` has the length that counts as a stall.
 *
 * @module
 */

import type { Duty } from "./duty.ts";

/**
 * The duties of a node after a stall, by address. Peers may have taken its addresses, so the node answers for no
 * address until it has heard its peers. It remembers the addresses that it held, and takes each of them back unless a
 * peer has taken it.
 */
export function suspended(duties: ReadonlyMap<string, Duty>): ReadonlyMap<string, Duty> {
  const left = new Map<string, Duty>();
  for (const [address, duty] of duties) {
    if (duty.role === "holding") left.set(address, { role: "waiting", state: "learning", address, held: duty });
    const isKept = duty.role === "putAside" || (duty.state === "learning" && duty.held !== "nothing");
    if (isKept) left.set(address, duty);
  }
  return left;
}
