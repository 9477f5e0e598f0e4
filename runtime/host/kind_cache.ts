/**
 * The observed objects of one kind, overlaid with the assumed effects of writes whose outcome is not known yet.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { type Instant, keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { steadyNow } from "../ground/clock.ts";
import { compareResourceVersions } from "../store/resource_version.ts";
import type { Sink } from "../store/store.ts";
import { isNews } from "./news.ts";

/**
 * A shorter break does not count: the next watch delivers the missed renewals before any of these Leases could expire.
 * So a watch that breaks every 30 s does not hide a dead node.
 */
const shortBreakMs = 10_000;
/** If a write was sent before its object was deleted, its answer arrives within this time after the deletion. */
const buriedMs = 120_000;

/** The assumed effect of a write on an object. */
export interface Assumption<Kind extends KindName> {
  /** The object after the write; undefined if the write deletes it. */
  readonly object: Kinds[Kind] | undefined;
  /** The resourceVersion that is the write's precondition; undefined for a create. */
  readonly fence: string | undefined;
}

export interface CacheOptions<Kind extends KindName> {
  readonly clock?: () => number;
  /**
   * Called with each received object and its stored version, if there is one; returns the object to store. By default
   * it is stored unchanged.
   */
  readonly seen?: (object: Kinds[Kind], before: Kinds[Kind] | undefined) => Kinds[Kind];
}

export class KindCache<Kind extends KindName> implements Sink<Kinds[Kind]> {
  readonly #observed = new Map<ObjectKey, Kinds[Kind]>();
  readonly #assumed = new Map<ObjectKey, Assumption<Kind>>();
  /** The versions at which objects were deleted, so that late events with older versions are recognised. */
  readonly #deleted = new Map<ObjectKey, { readonly version: string; readonly at: Instant }>();
  readonly #onChange: (key: ObjectKey | undefined) => void;
  readonly #clock: () => number;
  readonly #seen: (object: Kinds[Kind], before: Kinds[Kind] | undefined) => Kinds[Kind];
  #snapshot: readonly Kinds[Kind][] | undefined;
  #isListed = false;
  #connectedSince: Instant | undefined;
  /** The last loss of the connection, and since when it had lasted; absent while there is a connection. */
  #lost: { readonly at: Instant; readonly since: Instant } | undefined;

  /** `onChange` is called after each change that may matter to a decision, with the key if only one object changed. */
  constructor(
    onChange: (key: ObjectKey | undefined) => void,
    { clock = steadyNow, seen = (object) => object }: CacheOptions<Kind> = {},
  ) {
    this.#onChange = onChange;
    this.#clock = clock;
    this.#seen = seen;
  }

  /**
   * Call it when the API server was restored from a backup. Old versions are then meaningless, so all objects and
   * assumptions are dropped until the next list.
   */
  restored(): void {
    this.#observed.clear();
    this.#assumed.clear();
    this.#deleted.clear();
    this.#snapshot = undefined;
    this.#isListed = false;
  }

  /** True once the kind has been listed. */
  get isListed(): boolean {
    return this.#isListed;
  }

  /** Since when all changes have been seen, except for short breaks; undefined while there is no watch. */
  get connectedSince(): Instant | undefined {
    return this.#connectedSince;
  }

  /** The observed object, without assumptions. */
  observed(key: ObjectKey): Kinds[Kind] | undefined {
    return this.#observed.get(key);
  }

  /** All objects, with assumptions; the same array until an object changes. */
  get all(): readonly Kinds[Kind][] {
    return this.#snapshot ??= this.#assumed.size === 0 ? [...this.#observed.values()] : this.#overlaid();
  }

  /** The object with this key, with assumptions. */
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
    for (const [key, { version }] of this.#deleted) if (!isLater(version, asOf)) this.#deleted.delete(key);
    for (const object of all) news = this.#put(keyOf(object), object) || news;
    if (news) this.#onChange(undefined);
  }

  upsert(object: Kinds[Kind]): void {
    const key = keyOf(object);
    if (this.#put(key, object)) this.#onChange(key);
  }

  remove(key: ObjectKey, asOf?: string): void {
    if (isLater(this.#observed.get(key)?.metadata.resourceVersion, asOf)) return;
    if (asOf === undefined) this.#deleted.delete(key);
    else this.#bury(key, asOf);
    if (this.#forget(key)) this.#onChange(key);
  }

  connected(yes: boolean): void {
    const now = this.#clock();
    if (!yes) {
      if (this.#connectedSince !== undefined) this.#lost = { at: now, since: this.#connectedSince };
      this.#connectedSince = undefined;
      return;
    }
    const isShort = this.#lost !== undefined && now - this.#lost.at < shortBreakMs;
    this.#connectedSince ??= isShort ? this.#lost?.since : now;
    this.#lost = undefined;
  }

  /** Call it when a write is sent. Its effect is assumed until it is observed or given up. */
  assume(key: ObjectKey, assumption: Assumption<Kind>): void {
    this.#assumed.set(key, assumption);
    this.#snapshot = undefined;
  }

  /** Call it when the write is known to have no effect. */
  giveUp(key: ObjectKey): void {
    if (!this.#assumed.delete(key)) return;
    this.#snapshot = undefined;
    this.#onChange(key);
  }

  /** Call it with the object that the API server returned for the write: it counts as observed. */
  written(object: Kinds[Kind]): void {
    const key = keyOf(object);
    const assumption = this.#assumed.get(key);
    this.#assumed.delete(key);
    this.#snapshot = undefined;
    const news = this.#put(key, object);
    // The result may differ from the assumption if an admission webhook or another writer changed it.
    const surprise = assumption?.object === undefined ? news : isNews(assumption.object, object);
    if (surprise) this.#onChange(key);
  }

  /** Call it when the API server has deleted the object at this version. */
  deleted(key: ObjectKey, version: string | undefined): void {
    this.#assumed.delete(key);
    this.#snapshot = undefined;
    if (isLater(this.#observed.get(key)?.metadata.resourceVersion, version)) return;
    if (version !== undefined && this.#observed.has(key)) this.#bury(key, version);
    this.#observed.delete(key);
  }

  /** Stores an object, unless it is older than the known version; true if a decision may change. */
  #put(key: ObjectKey, arrived: Kinds[Kind]): boolean {
    const before = this.#observed.get(key);
    const version = arrived.metadata.resourceVersion;
    const known = before?.metadata.resourceVersion ?? this.#deleted.get(key)?.version;
    if (known !== undefined && compareResourceVersions(version, known) <= 0) return false;
    const object = this.#seen(arrived, before);
    this.#deleted.delete(key);
    this.#observed.set(key, object);
    this.#snapshot = undefined;
    const assumption = this.#assumed.get(key);
    if (assumption === undefined) return before === undefined || isNews(before, object);
    // A version that is not later than the write's precondition does not show the outcome of the write.
    if (assumption.fence !== undefined && !isLater(version, assumption.fence)) return false;
    this.#assumed.delete(key);
    return assumption.object === undefined || isNews(assumption.object, object);
  }

  /**
   * Remembers the version of a deletion for a while: the answer to an earlier write of this process may still arrive,
   * with an older version.
   */
  #bury(key: ObjectKey, version: string): void {
    const now = this.#clock();
    // The map has the earliest deletion first.
    this.#deleted.delete(key);
    this.#deleted.set(key, { version, at: now });
    for (const [earliest, { at }] of this.#deleted) {
      if (now - at < buriedMs) return;
      this.#deleted.delete(earliest);
    }
  }

  /** Removes an object; true if a decision may change. */
  #forget(key: ObjectKey): boolean {
    const assumption = this.#assumed.get(key);
    // A list may not yet show an object that is being created.
    if (assumption?.fence !== undefined) this.#assumed.delete(key);
    this.#snapshot = undefined;
    return this.#observed.delete(key) && (assumption === undefined || assumption.object !== undefined);
  }

  #overlaid(): readonly Kinds[Kind][] {
    const objects: Kinds[Kind][] = [];
    for (const [key, observed] of this.#observed) {
      const assumption = this.#assumed.get(key);
      const object = assumption === undefined ? observed : assumption.object;
      if (object !== undefined) objects.push(object);
    }
    for (const [key, { object }] of this.#assumed) {
      if (object !== undefined && !this.#observed.has(key)) objects.push(object);
    }
    return objects;
  }
}

/** True if the version is known to be later than the other. */
function isLater(version: string | undefined, than: string | undefined): boolean {
  return version !== undefined && than !== undefined && compareResourceVersions(version, than) > 0;
}
