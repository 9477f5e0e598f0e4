/**
 * What an announcer says of its BGP in its Lease.
 *
 * @module
 */

import { isRecord, textsOf } from "../shape.ts";

/** The value of the annotation `arpeggio.dev/bgp`, as JSON. An announcer that does not speak BGP has none. */
export interface BGPStanding {
  /** Names of the BGPPeers with which it has a session, sorted. */
  readonly sessions: readonly string[];
  /** Addresses that it is to announce and does not, since FRR refused what it was told; sorted. */
  readonly withheld: readonly string[];
  /** What is wrong, in sentences; no password is in them. */
  readonly problems: readonly string[];
}

/** Reads the annotation; undefined when it is missing or cannot be read. */
export function readBGPStanding(annotation: string | undefined): BGPStanding | undefined {
  if (annotation === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(annotation);
    if (!isRecord(value)) return undefined;
    return {
      sessions: textsOf(value["sessions"]),
      withheld: textsOf(value["withheld"]),
      problems: textsOf(value["problems"]),
    };
  } catch {
    return undefined;
  }
}

/** An annotation must not grow without bound. */
const mostProblems = 20;
const mostLetters = 500;

export function bgpStandingText({ sessions, withheld, problems }: BGPStanding): string {
  const told = problems.slice(0, mostProblems).map((each) => each.slice(0, mostLetters));
  return JSON.stringify({ sessions, withheld, problems: told });
}
