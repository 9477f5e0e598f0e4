/**
 * Heartbeats between two announcers with the name of one node. In such a beat, `from` and `to` are the same name, and
 * `version` is the time since the sender's start, in seconds. `state` is the sender's claim to the name: `running` if the
 * API server has its Lease, `restarting` if the API server refuses its Lease, and otherwise `starting`.
 *
 * Why: docs/adr/0036-two-announcers-with-one-name.md
 *
 * @module
 */

import type { BeatState, HeardBeat } from "./heartbeat.ts";

/** An announcer with the name of this node, on another machine. */
export interface HeardTwin {
  /** Its MAC on the link on which it was heard. */
  readonly mac: string;
  readonly ranSeconds: number;
  /** True if this announcer must wait for it. */
  readonly isFirst: boolean;
}

/** The states as claims to the name, the weakest first. */
const claims: readonly BeatState[] = ["restarting", "starting", "running"];

/** With a smaller difference of their times, the announcer with the smaller incarnation stays. */
const togetherSeconds = 5;

/**
 * The sender of a beat with this node's own name. Undefined if the beat is this announcer's own, or does not echo its
 * incarnation: then it may be a recording.
 */
export function twinIn(
  beat: Pick<HeardBeat, "incarnation" | "echo" | "mac" | "version" | "state">,
  own: { readonly incarnation: number; readonly ranSeconds: number; readonly state: BeatState },
): HeardTwin | undefined {
  if (beat.incarnation === own.incarnation || beat.echo !== own.incarnation) return undefined;
  return { mac: beat.mac, ranSeconds: beat.version, isFirst: isBefore(beat, own) };
}

function isBefore(
  { state, version, incarnation }: Pick<HeardBeat, "incarnation" | "version" | "state">,
  own: { readonly incarnation: number; readonly ranSeconds: number; readonly state: BeatState },
): boolean {
  if (state !== own.state) return claims.indexOf(state) > claims.indexOf(own.state);
  const longerBy = version - own.ranSeconds;
  return Math.abs(longerBy) > togetherSeconds ? longerBy > 0 : incarnation < own.incarnation;
}
