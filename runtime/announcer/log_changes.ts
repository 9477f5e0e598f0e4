/**
 * What this node takes up and lays down, for the log.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duty.ts";
import { logger } from "../log.ts";

const log = logger("announcer");

/** One line for each address whose duty is another than before. */
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

export function logStall(lateMs: number): void {
  log.warn("This process did not run for {lateMs} ms: listening to the peers before answering again", {
    lateMs: Math.round(lateMs),
  });
}

function sentenceOf(duty: Duty): string {
  switch (duty.role) {
    case "holding":
      return duty.yielding === undefined
        ? `answering on ${duty.links.join(", ")}`
        : `answering until ${duty.yielding.to} does`;
    case "surrogate":
      if (duty.pathBroken) {
        return `answering in the name of ${duty.holder}, which answers itself: its heartbeats do not come through`;
      }
      return duty.relievedSince === undefined
        ? `answering in the name of ${duty.holder}, whose announcer is away`
        : `answering in the name of ${duty.holder}, which has it, for a moment`;
    case "waiting":
      return `standing by for ${duty.holder}`;
    case "mute":
      return `left to others, since ${duty.toldBy} asks for it in vain`;
    case "putAside":
      return `put aside, since ${duty.mac ?? "another host"} answered for it first`;
  }
}
