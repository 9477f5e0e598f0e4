/**
 * Heartbeats between two announcers with the name of one node. In such a beat, `from` and `to` are the same name,
 * `version` is the time since the sender's start, in seconds, and `knownVersion` is the sender's ruling. `state` is the
 * sender's claim to the name: `running` if the API server has its Lease, `restarting` if the API server refuses its
 * Lease or the sender waits already, and otherwise `starting`.
 *
 * Only the announcer with the smaller incarnation rules, and the other one obeys. Each of the two knows the other's
 * time and claim only as they were a moment ago, so two rulings might contradict each other, and both might wait.
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

/** The sender's ruling. Its index is its number in `knownVersion`; any other number counts as `none`. */
export const twinRulings = ["none", "receiverWaits", "senderWaits"] as const;

export type TwinRuling = typeof twinRulings[number];

/** An announcer's own claim to the name. */
export interface OwnClaim {
  readonly incarnation: number;
  readonly ranSeconds: number;
  readonly state: BeatState;
}

type TwinBeat = Pick<HeardBeat, "incarnation" | "echo" | "mac" | "version" | "state" | "knownVersion">;

/** The states as claims to the name, the weakest first. */
const claims: readonly BeatState[] = ["restarting", "starting", "running"];

/**
 * The sender of a beat with this node's own name. Undefined if the beat is this announcer's own, or does not echo its
 * incarnation, since then it may be a recording. Undefined also if the sender must rule, and has not ruled yet.
 */
export function twinIn(beat: TwinBeat, own: OwnClaim): HeardTwin | undefined {
  if (beat.incarnation === own.incarnation || beat.echo !== own.incarnation) return undefined;
  const { mac, version: ranSeconds } = beat;
  if (rules(own, beat)) return { mac, ranSeconds, isFirst: isBefore(beat, own) };
  const ruling = twinRulings[beat.knownVersion] ?? "none";
  return ruling === "none" ? undefined : { mac, ranSeconds, isFirst: ruling === "receiverWaits" };
}

/** This announcer's ruling, for the answer to this beat. */
export function rulingOn(beat: TwinBeat, own: OwnClaim): TwinRuling {
  const twin = rules(own, beat) ? twinIn(beat, own) : undefined;
  return twin === undefined ? "none" : twin.isFirst ? "senderWaits" : "receiverWaits";
}

function rules(own: OwnClaim, { incarnation }: TwinBeat): boolean {
  return own.incarnation < incarnation;
}

function isBefore({ state, version }: TwinBeat, own: OwnClaim): boolean {
  return state === own.state ? version > own.ranSeconds : claims.indexOf(state) > claims.indexOf(own.state);
}
