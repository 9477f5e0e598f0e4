/**
 * The objects of one kind: as they were observed, and over that as they are assumed to become by writes whose outcome is
 * not known yet.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { type Instant, keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { compareResourceVersions } from "../store/resource_version.ts";
import type { Sink } from "../store/store.ts";
import { isNews } from "./news.ts";

/** What a write will make of an object. */
export interface Assumption<Kind extends KindName> {
  /** Absent: it will be deleted. */
  readonly object: Kinds[Kind] | undefined;
  /** The version that the write is fenced with; absent: there is no object yet. */
  readonly fence: string | undefined;
}

export class KindCache<Kind extends KindName> implements Sink<Kinds[Kind]> {
  readonly #observed = new Map<ObjectKey, Kinds[Kind]>();
  readonly #assumed = new Map<ObjectKey, Assumption<Kind>>();
  /** Versions at which objects were deleted: news of older ones comes late. */
  readonly #deleted = new Map<ObjectKey, string>();
  readonly #onChange: (key: ObjectKey | undefined) => void;
  #snapshot: readonly Kinds[Kind][] | undefined;
  #isListed = false;
  #connectedSince: Instant | undefined;

  /** `onChange` is called after each change that may matter to a decision, with the key if it was of one object. */
  constructor(onChange: (key: ObjectKey | undefined) => void) {
    this.#onChange = onChange;
  }

  /** Whether it has been listed once. */
  get isListed(): boolean {
    return this.#isListed;
  }

  /** Since when changes have been heard of without interruption; undefined while they are not. */
  get connectedSince(): Instant | undefined {
    return this.#connectedSince;
  }

  /** What was observed, without assumptions. */
  observed(key: ObjectKey): Kinds[Kind] | undefined {
    return this.#observed.get(key);
  }

  /** All objects, as assumed; the same array until something changes. */
  get all(): readonly Kinds[Kind][] {
    return this.#snapshot ??= this.#assumed.size === 0 ? [...this.#observed.values()] : this.#overlaid();
  }

  /** An object as assumed. */
  get(key: ObjectKey): Kinds[Kind] | undefined {
    const assumption = this.#assumed.get(key);
    return assumption === undefined ? this.#observed.get(key) : assumption.object;
  }

  replace(all: readonly Kinds[Kind][], asOf?: string): void {
    const listed = new Set(all.map(keyOf));
    let news = !this.#isListed;
    this.#isListed = true;
    for (const [key, object] of this.#observed) {
      if (!listed.has(key) && !isLater(object.metadata.resourceVersion, asOf)) news = this.#forget(key) || news;
    }
    for (const [key, version] of this.#deleted) if (!isLater(version, asOf)) this.#deleted.delete(key);
    for (const object of all) news = this.#put(keyOf(object), object) || news;
    if (news) this.#onChange(undefined);
  }

  upsert(object: Kinds[Kind]): void {
    const key = keyOf(object);
    if (this.#put(key, object)) this.#onChange(key);
  }

  remove(key: ObjectKey, asOf?: string): void {
    if (isLater(this.#observed.get(key)?.metadata.resourceVersion, asOf)) return;
    // The answer to a write of ours, done before, may come only now; a list clears away what is remembered here.
    if (asOf === undefined) this.#deleted.delete(key);
    else this.#deleted.set(key, asOf);
    if (this.#forget(key)) this.#onChange(key);
  }

  connected(yes: boolean): void {
    this.#connectedSince = yes ? this.#connectedSince ?? Date.now() : undefined;
  }

  /** A write goes out: from now on its effect is taken for granted, until it is observed or given up. */
  assume(key: ObjectKey, assumption: Assumption<Kind>): void {
    this.#assumed.set(key, assumption);
    this.#snapshot = undefined;
  }

  /** The write will not happen, or is known to have had no effect. */
  giveUp(key: ObjectKey): void {
    if (!this.#assumed.delete(key)) return;
    this.#snapshot = undefined;
    this.#onChange(key);
  }

  /** The write has happened, and this is the object now: as good as observed. */
  written(object: Kinds[Kind]): void {
    const key = keyOf(object);
    const assumption = this.#assumed.get(key);
    this.#assumed.delete(key);
    this.#snapshot = undefined;
    const news = this.#put(key, object);
    // What came of it is what was assumed, unless somebody on the way has changed it.
    const surprise = assumption?.object === undefined ? news : isNews(assumption.object, object);
    if (surprise) this.#onChange(key);
  }

  /** The deletion has happened, of the object of this version. */
  deleted(key: ObjectKey, version: string | undefined): void {
    this.#assumed.delete(key);
    this.#snapshot = undefined;
    if (isLater(this.#observed.get(key)?.metadata.resourceVersion, version)) return;
    if (version !== undefined && this.#observed.has(key)) this.#deleted.set(key, version);
    this.#observed.delete(key);
  }

  /** Whether it is news. */
  #put(key: ObjectKey, object: Kinds[Kind]): boolean {
    const before = this.#observed.get(key);
    const version = object.metadata.resourceVersion;
    const known = before?.metadata.resourceVersion ?? this.#deleted.get(key);
    if (known !== undefined && compareResourceVersions(version, known) <= 0) return false;
    this.#deleted.delete(key);
    this.#observed.set(key, object);
    this.#snapshot = undefined;
    const assumption = this.#assumed.get(key);
    if (assumption === undefined) return before === undefined || isNews(before, object);
    // The fence has passed: whatever came of the write, it is in what was observed now.
    if (assumption.fence !== undefined && !isLater(version, assumption.fence)) return false;
    this.#assumed.delete(key);
    return assumption.object === undefined || isNews(assumption.object, object);
  }

  /** Whether it is news. */
  #forget(key: ObjectKey): boolean {
    const assumption = this.#assumed.get(key);
    // Of what is being created, a list may know nothing yet.
    if (assumption?.fence !== undefined) this.#assumed.delete(key);
    this.#snapshot = undefined;
    return this.#observed.delete(key) && (assumption === undefined || assumption.object !== undefined);
  }

  #overlaid(): readonly Kinds[Kind][] {
    const objects = new Map(this.#observed);
    for (const [key, { object }] of this.#assumed) {
      if (object === undefined) objects.delete(key);
      else objects.set(key, object);
    }
    return [...objects.values()];
  }
}

/** Whether the version is known to be later than the other. */
function isLater(version: string | undefined, than: string | undefined): boolean {
  return version !== undefined && than !== undefined && compareResourceVersions(version, than) > 0;
}
