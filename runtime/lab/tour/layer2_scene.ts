/**
 * The scene for the lab's prompt (`ShellScene`) if the address is announced on layer 2, by one node at a time.
 *
 * @module
 */

import type { NeighborHeard } from "../client/events.ts";
import type { Lab } from "../lab.ts";
import type { ShellScene } from "./shell.ts";
import { ms } from "./narration.ts";
import type { Scene } from "./scene.ts";

export function layer2Scene(scene: Scene): ShellScene {
  const { lab, address, neighbors } = scene;
  return {
    lab,
    address,
    state: () => {
      const last = neighbors.events.findLast(({ kind }) => kind === "answer");
      return last === undefined ? [] : [`${address} was last answered with ${last.mac}, ${nameOf(lab, last.mac)}`];
    },
    listen: (tell) => neighbors.listen(newsOf(scene, tell)),
    boot: (node) => lab.boot(node),
  };
}

/** A listener that reports each node that begins to answer, or answers with another MAC than before. */
function newsOf({ lab, address, neighbors }: Scene, tell: (text: string) => void): (event: NeighborHeard) => void {
  const quietMs = 500;
  const heard = new Map<string, number>();
  let last = 0;
  const hear = ({ kind, at, mac, source }: NeighborHeard): void => {
    if (kind !== "answer") return;
    const who = `${source} ${mac}`;
    const before = heard.get(who) ?? 0;
    const silent = at - last;
    heard.set(who, at);
    last = at;
    if (at - before < quietMs) return;
    const meant = mac === source ? "" : ` for ${nameOf(lab, mac)}`;
    tell(`${address} is answered by ${nameOf(lab, source)}${meant}, ${mac}, after ${ms(silent)} without an answer`);
  };
  const known = neighbors.events.findLast(({ kind }) => kind === "answer");
  if (known !== undefined) {
    heard.set(`${known.source} ${known.mac}`, known.at);
    last = known.at;
  }
  return hear;
}

function nameOf(lab: Lab, mac: string): string {
  return lab.nodeWith(mac)?.name ?? "a machine that is gone";
}
