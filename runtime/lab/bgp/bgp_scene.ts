/**
 * The scene for the lab's prompt (`ShellScene`) if the nodes announce the address to a router.
 *
 * @module
 */

import type { ShellScene } from "../tour/shell.ts";
import type { BGPScene } from "./bgp_arrival.ts";
import type { BGPLab } from "./bgp_lab.ts";

export function bgpScene({ bgp, address, routes }: BGPScene): ShellScene {
  return {
    lab: bgp.lab,
    address,
    state: () => [`${address} is reached through ${namesOf(bgp, routes.events.at(-1)?.nextHops ?? [])}`],
    listen: (tell) =>
      routes.listen(({ nextHops }) => tell(`the router now reaches ${address} through ${namesOf(bgp, nextHops)}`)),
    boot: (node) => bgp.boot(node),
  };
}

function namesOf(bgp: BGPLab, nextHops: readonly string[]): string {
  return nextHops.map((nextHop) => bgp.nodeAt(nextHop)?.name ?? nextHop).join(", ") || "nobody";
}
