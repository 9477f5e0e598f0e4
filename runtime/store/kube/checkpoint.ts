/**
 * Finds events that a watch has lost. A server stores the events of the last minutes. So a later watch can begin at an
 * earlier version (the checkpoint) and repeat known events: both watches must report the same versions. Only a digest
 * of the versions is stored, so memory does not grow with their number. Pure.
 *
 * Why: docs/adr/0021-half-alive.md
 *
 * @module
 */

import { compareResourceVersions } from "../resource_version.ts";

/** A version, and a digest of the versions that were received since. */
export interface Checkpoint {
  readonly resourceVersion: string;
  /** When the checkpoint was made, by a clock that never goes back. */
  readonly at: number;
  readonly digest: number;
}

export function checkpointAt(resourceVersion: string, at: number): Checkpoint {
  return { resourceVersion, at, digest: 0 };
}

/** Adds a version to a digest: FNV-1a with 32 bits. */
export function digested(digest: number, resourceVersion: string): number {
  let hash = digest;
  for (let index = 0; index < resourceVersion.length; index++) {
    hash = Math.imul(hash ^ resourceVersion.charCodeAt(index), 0x01000193);
  }
  return Math.imul(hash ^ 0x2c, 0x01000193) >>> 0;
}

/**
 * The verdict on an event: `news` must be delivered, `known` needs no delivery, and `disorder` means that an event was
 * lost or came out of order.
 */
export type Verdict = "news" | "known" | "disorder";

/** Checks the versions of one watch, in order. */
export class EventOrder {
  #checkpoint: Checkpoint;
  #latest: string;
  /**
   * While the watch repeats known events: the digest of their versions. It must become equal to the digest of the
   * checkpoint.
   */
  #repeated: { readonly until: string; digest: number } | undefined;

  /** @param repeats true if the watch begins at the checkpoint and not at the latest version */
  constructor(latest: string, checkpoint: Checkpoint, repeats: boolean) {
    this.#latest = latest;
    this.#checkpoint = checkpoint;
    this.#repeated = repeats ? { until: latest, digest: 0 } : undefined;
  }

  get latest(): string {
    return this.#latest;
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /**
   * Checks an event. An event reports a change at its version. A bookmark reports that there are no other changes up to
   * its version.
   */
  hear(version: string, isBookmark: boolean, now: number): Verdict {
    if (version === "") return isBookmark ? "known" : "news";
    const repeated = this.#repeated;
    if (repeated !== undefined) {
      const isPast = compareResourceVersions(version, repeated.until) <= 0;
      if (isPast && !isBookmark) repeated.digest = digested(repeated.digest, version);
      if (isPast && !(isBookmark && version === repeated.until)) return "known";
      if (!this.ended(now)) return "disorder";
    }
    const order = compareResourceVersions(version, this.#latest);
    if (order < 0) return "disorder";
    if (order === 0) return "known";
    this.#latest = version;
    if (isBookmark) return "known";
    this.#checkpoint = { ...this.#checkpoint, digest: digested(this.#checkpoint.digest, version) };
    return "news";
  }

  /**
   * Ends the comparison, when the watch has ended without an error or is past the known events. False if the repeated
   * versions differ from the versions that were received before.
   */
  ended(now: number): boolean {
    const repeated = this.#repeated;
    if (repeated === undefined) return true;
    this.#repeated = undefined;
    const isSame = repeated.digest === this.#checkpoint.digest;
    this.#checkpoint = checkpointAt(this.#latest, now);
    return isSame;
  }
}
