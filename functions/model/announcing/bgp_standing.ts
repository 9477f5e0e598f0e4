/**
 * The BGP status of an announcer, in an annotation of its Lease.
 *
 * Why: docs/adr/0011-bgp-status-through-leases.md
 *
 * @module
 */

import { asText, isRecord, textsOf } from "../shape.ts";

/** The value of the annotation `arpeggio.dev/bgp`, as JSON. An announcer that does not speak BGP has none. */
export interface BGPStanding {
  /** Names of the BGPPeers with which the announcer has a session, sorted. */
  readonly sessions: readonly string[];
  /** Addresses that the announcer should announce but does not, because FRR refuses them or is late; sorted. */
  readonly withheld: readonly string[];
  /** The faults, in sentences without passwords. */
  readonly problems: readonly string[];
  /** Names of the BGPPeers with which the announcer had a session before its restart and has none yet; sorted. */
  readonly awaited: readonly string[];
  /** By name of a BGPPeer: why its session has ended, in a sentence; absent: no session has ended since the start. */
  readonly lost?: Readonly<Record<string, string>>;
}

/** Reads the annotation; undefined if it is missing or cannot be read. */
export function readBGPStanding(annotation: string | undefined): BGPStanding | undefined {
  if (annotation === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(annotation);
    if (!isRecord(value)) return undefined;
    const lost = isRecord(value["lost"]) ? Object.entries(value["lost"]) : [];
    return {
      sessions: textsOf(value["sessions"]),
      withheld: textsOf(value["withheld"]),
      problems: textsOf(value["problems"]),
      awaited: textsOf(value["awaited"]),
      ...(lost.length > 0 && { lost: Object.fromEntries(lost.map(([peer, why]) => [peer, asText(why)])) }),
    };
  } catch {
    return undefined;
  }
}

/** Limits, so that the annotation cannot grow without bound. */
const mostProblems = 20;
const mostLetters = 500;

/** The value of the annotation: at most 20 problems, each cut at 500 characters. */
export function bgpStandingText({ sessions, withheld, problems, awaited, lost }: BGPStanding): string {
  const told = problems.slice(0, mostProblems).map((each) => each.slice(0, mostLetters));
  return JSON.stringify({ sessions, withheld, problems: told, awaited, lost });
}
