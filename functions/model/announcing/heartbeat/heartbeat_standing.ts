/**
 * The heartbeat status of an announcer, in an annotation of its Lease: its keys, its versions, and its peers with other
 * keys.
 *
 * @module
 */

import { toInstant } from "../../instant.ts";
import type { Lease } from "../../kubernetes.ts";
import { annotationHeartbeat } from "../../names.ts";
import { isRecord, textsOf } from "../../shape.ts";
import { type KeyRing, printsOf } from "./key_ring.ts";
import { spoken } from "./version.ts";
import type { Versions } from "./heartbeat.ts";

/**
 * The value of the annotation `arpeggio.dev/heartbeat`, as JSON. Announcers of the first development versions do not
 * write it.
 */
export interface HeartbeatStanding {
  /** The fingerprint of the key with which the announcer signs. */
  readonly signs: string;
  /** The fingerprints of all keys that the announcer accepts. */
  readonly accepts: readonly string[];
  readonly speaks: Versions;
  /** Names of the peers that this announcer does not hear because they sign with another key, sorted. */
  readonly foreign: readonly string[];
}

/** The status of an announcer with these keys; `foreign` as in `HeartbeatStanding`. */
export function heartbeatStanding(ring: KeyRing, foreign: readonly string[]): HeartbeatStanding {
  const accepts = printsOf(ring);
  return { signs: accepts[0] ?? "", accepts, speaks: spoken, foreign };
}

/** A limit, so that the annotation cannot grow without bound. */
const mostForeign = 20;

/**
 * The value of the annotation, with at most 20 foreign peers.
 *
 * @param since the `acquireTime` of the Lease. An older program that takes the Lease over leaves the annotation as it
 * is, but changes `acquireTime`. The difference shows readers that the annotation is from an earlier run.
 */
export function heartbeatStandingText(standing: HeartbeatStanding, since: string): string {
  return JSON.stringify({ ...standing, foreign: standing.foreign.slice(0, mostForeign), since });
}

/**
 * Reads the annotation of a Lease; undefined if it is missing, cannot be read, or is from another run of the announcer.
 * Fields of later releases are skipped.
 */
export function readHeartbeatStanding({ metadata: { annotations }, spec }: Lease): HeartbeatStanding | undefined {
  const annotation = annotations?.[annotationHeartbeat];
  if (annotation === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(annotation);
    if (!isRecord(value) || typeof value["signs"] !== "string") return undefined;
    if (toInstant(spec?.acquireTime) !== toInstant(value["since"])) return undefined;
    return {
      signs: value["signs"],
      accepts: textsOf(value["accepts"]),
      speaks: versionsOf(value["speaks"]),
      foreign: textsOf(value["foreign"]),
    };
  } catch {
    return undefined;
  }
}

function versionsOf(value: unknown): Versions {
  const { oldest, newest } = isRecord(value) ? value : {};
  return typeof oldest === "number" && typeof newest === "number" ? { oldest, newest } : { oldest: 1, newest: 1 };
}
