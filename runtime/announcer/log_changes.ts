/**
 * Logs how the duties of this node change.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import { logger } from "../ground/log.ts";

const log = logger("announcer");

/** Writes one line for each address whose duty has changed. */
export function logChanges(before: ReadonlyMap<string, Duty>, after: ReadonlyMap<string, Duty>): void {
  for (const [address, duty] of after) {
    const was = before.get(address);
    if (was === undefined || sentenceOf(was) !== sentenceOf(duty)) {
      log.info("{address}: {duty}", { address, duty: sentenceOf(duty) });
    }
  }
  for (const address of before.keys()) {
    if (!after.has(address)) log.info("{address}: {duty}", { address, duty: "no longer a duty of this node" });
  }
}

function sentenceOf(duty: Duty): string {
  switch (duty.state) {
    case "probing":
    case "handingOver":
    case "announced":
      return duty.yielding.is === "no"
        ? `answering on ${duty.links.join(", ")}`
        : `answering until ${duty.yielding.to} does`;
    case "sharing":
      return `sharing the hosts with ${duty.members.map(({ node }) => node).join(", ")}` +
        (duty.unsharing.is === "no" ? "" : `, until all are with ${duty.unsharing.to}`);
    case "standingIn":
      return duty.path === "broken"
        ? `answering in the name of ${duty.holder}, which still answers itself: only its heartbeats do not arrive`
        : `answering in the name of ${duty.holder}, whose announcer is away`;
    case "returning":
      return `answering in the name of ${duty.holder}, whose announcer is back but does not claim the address yet`;
    case "relieved":
      return `answering with the MAC of ${duty.holder}, the new holder, for a moment`;
    case "learning":
      return "waiting until the other nodes report what they hold";
    case "standby":
      return `standing by for ${duty.holder}`;
    case "mute":
      return `left to other nodes: ${duty.toldBy} reports that the answers of this node do not arrive`;
    case "putAside":
      return `put aside, since ${duty.found.by === "probe" ? duty.found.mac : "another host"} answered for it first`;
  }
}
