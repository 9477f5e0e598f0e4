/**
 * Records which beats of an incarnation were received. One counter numbers the beats on all networks, so a recording
 * from one network is also detected on another.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { beatMs } from "../timing.ts";
import { freshMs } from "./fresh.ts";

export interface Sequences {
  /** Sequences up to this one are too old, on every network. */
  readonly floor: number;
  /** By this node's link: the last sequence on that network. */
  readonly byLink: Readonly<Record<string, number>>;
  /** The sequences above the floor. */
  readonly recent: readonly { readonly sequence: number; readonly at: Instant }[];
}

export const unnumbered: Sequences = { floor: -1, byLink: {}, recent: [] };

/** True if a beat with this sequence was received before, or if the sequence is too old to know. */
export function isRepeated({ floor, byLink, recent }: Sequences, sequence: number, link: string): boolean {
  return sequence <= floor || sequence <= (byLink[link] ?? -1) || recent.some((each) => each.sequence === sequence);
}

/** The record after a beat with this sequence. Sequences that are older than 300 ms raise the floor. */
export function withSequence(
  { floor, byLink, recent }: Sequences,
  sequence: number,
  { link, now }: { readonly link: string; readonly now: Instant },
): Sequences {
  const old = recent.filter(({ at }) => now - at >= freshMs(beatMs));
  return {
    floor: old.reduce((most, each) => Math.max(most, each.sequence), floor),
    byLink: { ...byLink, [link]: sequence },
    recent: [...recent.filter((each) => !old.includes(each)), { sequence, at: now }],
  };
}
