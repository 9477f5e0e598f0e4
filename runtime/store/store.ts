/**
 * The one interface to the world's objects: list, follow, write. `kube` speaks to a Kubernetes API server, `folder` to
 * a directory of YAML; both pass `tests/runtime/store/suite.ts`.
 *
 * Not promised: that every intermediate state of an object is seen, or that objects of two kinds are seen in the order
 * in which they were written.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Labels, ObjectKey } from "../../functions/model/kubernetes.ts";

/** Which objects of a kind are wanted. */
export interface Selection<Kind extends KindName = KindName> {
  readonly kind: Kind;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Labels that an object must carry. */
  readonly labels?: Labels;
  /** Field paths and their values, as the API server selects by them: `{ "spec.type": "LoadBalancer" }`. */
  readonly fields?: Labels;
}

/** Hears of the objects of one selection. Called one at a time, never before `follow` was called. */
export interface Sink<Object> {
  /**
   * The whole of it: first, and after each new listing. `asOf` is the resourceVersion of the listing: what was written
   * since then may be missing in it.
   */
  replace(all: readonly Object[], asOf?: string): void;
  /** An object is new, has changed, or has come into the selection. Objects are never mutated. */
  upsert(object: Object): void;
  /**
   * An object is deleted, or has left the selection (a Service that is no longer of type LoadBalancer): at this
   * resourceVersion, if it is known.
   */
  remove(key: ObjectKey, asOf?: string): void;
  /** Whether changes are being heard of. True is said after each interruption, false when one begins. */
  connected?(yes: boolean): void;
  /** A sign of life of what is followed, with news or without. */
  alive?(): void;
  /** A watch is over, and another one follows. */
  watchEnded?(end: WatchEnding): void;
}

/**
 * Why a watch is over: in order, as the server ends it after a while; its resourceVersion is too old, so that all is listed anew;
 * not a word was heard for too long; it failed.
 */
export type WatchEnding = "closed" | "expired" | "silent" | "failed";

/** One object to write to. */
export interface Target<Kind extends KindName = KindName> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string;
  /**
   * The fence: the write counts only if the object is still at this version, and so is no namesake made later. Absent:
   * whatever its version.
   */
  readonly resourceVersion?: string;
}

/** A JSON merge patch (RFC 7396): null removes a field, an array is replaced as a whole. */
export type MergePatch = Readonly<Record<string, unknown>>;

export type Write<Kind extends KindName = KindName> =
  | { readonly action: "create"; readonly kind: Kind; readonly object: Kinds[Kind] }
  /** Changes labels, annotations and spec, never the status. */
  | { readonly action: "patch"; readonly target: Target<Kind>; readonly patch: MergePatch }
  /** Changes the status; of a Service also its annotations, in the same step. */
  | { readonly action: "patchStatus"; readonly target: Target<Kind>; readonly patch: MergePatch }
  | { readonly action: "delete"; readonly target: Target<Kind> };

export type Outcome<Kind extends KindName = KindName> =
  /** Done; the object as it is now. */
  | { readonly outcome: "written"; readonly object: Kinds[Kind] }
  /** The fence held: the object has another version by now. Look again before writing again. */
  | { readonly outcome: "conflict"; readonly message: string }
  /** There is no such object, or no longer: of a deletion, that is success. */
  | { readonly outcome: "gone"; readonly message: string }
  /** `create` found one of that name. */
  | { readonly outcome: "exists"; readonly message: string }
  /** Will not be accepted as it is: forbidden, invalid. */
  | { readonly outcome: "refused"; readonly message: string }
  /** Could not be asked, or not now; whether it was written is unknown. */
  | { readonly outcome: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number };

export type Listing<Kind extends KindName = KindName> =
  | { readonly outcome: "listed"; readonly objects: readonly Kinds[Kind][] }
  | { readonly outcome: "refused"; readonly message: string }
  | { readonly outcome: "unavailable"; readonly message: string };

export interface Store extends AsyncDisposable {
  /** Objects are trimmed to the fields of `functions/model/`. */
  list<Kind extends KindName>(selection: Selection<Kind>, signal?: AbortSignal): Promise<Listing<Kind>>;
  /**
   * Follows a selection until the signal aborts; only then does the promise resolve. It never rejects: what goes wrong
   * is logged and tried again with backoff.
   */
  follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Never rejects. */
  write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>>;
}
