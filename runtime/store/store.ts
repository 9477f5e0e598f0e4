/**
 * The only interface to objects: list, follow, write. There are two implementations: `kube` uses a Kubernetes API
 * server, `folder` a folder of YAML files. Both pass `tests/runtime/store/suite.ts`.
 *
 * A store may skip intermediate states of an object, and may deliver objects of two kinds in another order than they
 * were written.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Labels, ObjectKey } from "../../functions/model/kubernetes.ts";

/** Selects objects of one kind. */
export interface Selection<Kind extends KindName = KindName> {
  readonly kind: Kind;
  /** The namespace; absent: all namespaces. */
  readonly namespace?: string;
  /** Labels that an object must have. */
  readonly labels?: Labels;
  /** Field paths and their values, in the API server's form: `{ "spec.type": "LoadBalancer" }`. */
  readonly fields?: Labels;
  /** Objects for which this function returns false are treated as missing; by default none. */
  readonly concerns?: (object: Kinds[KindName]) => boolean;
  /** True: while the selection cannot be read, decisions are made without it. Absent: decisions wait for it. */
  readonly isOptional?: boolean;
}

/** Receives the objects of one selection. Its methods are called one at a time, never before `follow`. */
export interface Sink<Object> {
  /**
   * Called with all objects after each list. `asOf` is the resourceVersion of the list: later writes may be missing in
   * it.
   */
  replace(all: readonly Object[], asOf?: string): void;
  /**
   * The store has gone back to an earlier state (an etcd restored from a backup). A new list follows. All known objects
   * are invalid, whatever their version.
   */
  restored(): void;
  /** An object was created, has changed, or has entered the selection. Objects are never mutated. */
  upsert(object: Object): void;
  /**
   * An object was deleted, or has left the selection (e.g. a Service that is no longer of type LoadBalancer). `asOf` is
   * the resourceVersion of this event, if known.
   */
  remove(key: ObjectKey, asOf?: string): void;
  /**
   * The store refuses to list the selection, since the reader has no right to it. The list is tried again with backoff.
   * A sink with this method reports the refusal itself. Without this method, the store logs a warning.
   */
  refused?(): void;
  /** Called with false when the connection for events is lost, and with true when it works again. */
  connected?(yes: boolean): void;
  /** The watch has shown a sign of life, e.g. an event. */
  alive?(): void;
  /** A watch has ended, and a new watch follows. */
  watchEnded?(end: WatchEnding): void;
}

/**
 * The reason why a watch ended:
 * - `closed`: the server ended it normally, after its time.
 * - `expired`: its resourceVersion is too old, so all objects are listed again.
 * - `silent`: a time limit was exceeded, e.g. no events arrived for too long.
 * - `garbled`: a line could not be read, or an event was lost, so all objects are listed again.
 * - `distrusted`: a request had no answer, so all connections are opened again.
 * - `heldBack`: another watch has noticed that events are held back.
 * - `failed`: the connection broke, or the server refused the watch.
 */
export type WatchEnding = "closed" | "expired" | "silent" | "garbled" | "distrusted" | "heldBack" | "failed";

/** The object to write to. */
export interface Target<Kind extends KindName = KindName> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string;
  /**
   * The precondition: the write takes effect only if the object still has this version. A new object of the same name
   * has another version. Absent: any version.
   */
  readonly resourceVersion?: string;
}

/** A JSON merge patch (RFC 7396): null removes a field, and an array is replaced as a whole. */
export type MergePatch = Readonly<Record<string, unknown>>;

export type Write<Kind extends KindName = KindName> =
  | { readonly action: "create"; readonly kind: Kind; readonly object: Kinds[Kind] }
  /** Changes the object, but not its status. */
  | { readonly action: "patch"; readonly target: Target<Kind>; readonly patch: MergePatch }
  /** Changes the status. For a Service it also changes annotations, in the same write. */
  | { readonly action: "patchStatus"; readonly target: Target<Kind>; readonly patch: MergePatch }
  | { readonly action: "delete"; readonly target: Target<Kind> };

export type Outcome<Kind extends KindName = KindName> =
  /** The write took effect; `object` is the new version. */
  | { readonly outcome: "written"; readonly object: Kinds[Kind] }
  /** The object has another version than `resourceVersion`. Read it again before the next write. */
  | { readonly outcome: "conflict"; readonly message: string }
  /** There is no such object. For a deletion this is success. */
  | { readonly outcome: "gone"; readonly message: string }
  /** `create` found an object of that name. */
  | { readonly outcome: "exists"; readonly message: string }
  /** The write is forbidden or invalid: a repeat would fail too. */
  | { readonly outcome: "refused"; readonly message: string }
  /** There was no usable answer, so the write may or may not have taken effect. */
  | { readonly outcome: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number };

/** The pause that the store asks for, in ms; 0 if none. */
export function retryAfterMs(outcome: Outcome): number {
  return outcome.outcome === "unavailable" ? (outcome.retryAfterSeconds ?? 0) * 1000 : 0;
}

export type Listing<Kind extends KindName = KindName> =
  | { readonly outcome: "listed"; readonly objects: readonly Kinds[Kind][] }
  /** The cluster does not have this kind. */
  | { readonly outcome: "absent"; readonly message: string }
  | { readonly outcome: "refused"; readonly message: string }
  | { readonly outcome: "unavailable"; readonly message: string };

export interface Store extends AsyncDisposable {
  /** Objects contain only the fields of `functions/model/`. */
  list<Kind extends KindName>(selection: Selection<Kind>, signal?: AbortSignal): Promise<Listing<Kind>>;
  /**
   * Follows a selection. The promise resolves only when the signal aborts, and never rejects: failures are logged, and
   * retried with backoff.
   */
  follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Never rejects. */
  write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>>;
}
