/**
 * The conditions for a world in which the controller has nothing left to do, and for the change from the earlier world.
 */

import { outOfRank, outOfTurn } from "./in_order.ts";
import type { Judged } from "./judged.ts";
import { illegal, incomplete, miscounted } from "./lawful.ts";
import { unstable } from "./stable.ts";

/** The faults; empty if there are none. */
export function judge(judged: Judged): readonly string[] {
  return [
    ...illegal(judged),
    ...incomplete(judged),
    ...unstable(judged),
    ...outOfRank(judged),
    ...outOfTurn(judged),
    ...miscounted(judged),
  ];
}
