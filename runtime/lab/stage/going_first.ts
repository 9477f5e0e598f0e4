/**
 * Real-time priority for programs that other load on the machine must not delay, such as instruments.
 *
 * @module
 */

import type { Place } from "./lab_node.ts";
import type { World } from "./world.ts";

/** True if real-time priority is allowed; in a user namespace it is not. */
export async function mayGoFirst(world: Pick<World, "run">): Promise<boolean> {
  return await world.run("chrt", ["--rr", "1", "true"]).then(() => true, () => false);
}

/** The same place, but programs that start there get real-time priority. */
export function goingFirst(place: Place): Place {
  return { spawn: (command, args, options) => place.spawn("chrt", ["--rr", "1", command, ...args ?? []], options) };
}
