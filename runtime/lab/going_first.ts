/**
 * Programs that come before everything else on a busy machine: instruments, whose own delays are not what is measured.
 *
 * @module
 */

import type { Place } from "./lab_node.ts";
import type { World } from "./world.ts";

/** Real-time scheduling needs a right that a user namespace does not give. */
export async function mayGoFirst(world: Pick<World, "run">): Promise<boolean> {
  return await world.run("chrt", ["--rr", "1", "true"]).then(() => true, () => false);
}

/** The same place, where what is started goes first. */
export function goingFirst(place: Place): Place {
  return { spawn: (command, args, options) => place.spawn("chrt", ["--rr", "1", command, ...args ?? []], options) };
}
