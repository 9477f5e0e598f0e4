/**
 * This process's view of the objects of a folder, built from their parts.
 *
 * @module
 */

import { perKind } from "../../../functions/model/kind_table.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { isEqual } from "../merge_patch.ts";
import { assemble, type Body, type StatusPart } from "./assemble.ts";
import { type Identity, kindOf } from "./identity.ts";

export interface Change<Kind extends KindName> {
  /** Undefined if the object is new. */
  readonly before: Kinds[Kind] | undefined;
  /** Undefined if the object was removed. */
  readonly after: Kinds[Kind] | undefined;
}

/** The objects of one kind, and the listeners for their changes. */
export class KindView<Kind extends KindName> {
  readonly objects = new Map<Identity, Kinds[Kind]>();
  readonly listeners = new Set<(change: Change<Kind>) => void>();
}

type KindViews = { readonly [Kind in KindName]: KindView<Kind> };

export class FolderView {
  readonly #files = new Map<string, ReadonlyMap<Identity, Body>>();
  readonly #bodies = new Map<Identity, Body>();
  readonly #statuses = new Map<Identity, StatusPart>();
  readonly #kinds = perKind<KindViews>(<Kind extends KindName>() => new KindView<Kind>());

  kind<Kind extends KindName>(kind: Kind): KindView<Kind> {
    return this.#kinds[kind];
  }

  /** The body of an object: from the store, or from the user's first file that contains the object. */
  body(identity: Identity): Body | undefined {
    return this.#bodies.get(identity) ?? this.#userBody(identity)?.body;
  }

  /** The user's file that contains the object. */
  fileOf(identity: Identity): string | undefined {
    return this.#userBody(identity)?.path;
  }

  status(identity: Identity): StatusPart | undefined {
    return this.#statuses.get(identity);
  }

  /** The objects of all files of the user, by path. */
  get files(): ReadonlyMap<string, ReadonlyMap<Identity, Body>> {
    return this.#files;
  }

  /** The identities of statuses without an object. */
  orphans(): Identity[] {
    return [...this.#statuses.keys()].filter((identity) => this.body(identity) === undefined);
  }

  setFile(path: string, bodies: ReadonlyMap<Identity, Body>): void {
    const before = this.#files.get(path);
    if (bodies.size === 0) this.#files.delete(path);
    else this.#files.set(path, bodies);
    for (const identity of new Set([...before?.keys() ?? [], ...bodies.keys()])) this.#renew(identity);
  }

  setBody(identity: Identity, body: Body | undefined): void {
    if (body === undefined) this.#bodies.delete(identity);
    else this.#bodies.set(identity, body);
    this.#renew(identity);
  }

  setStatus(identity: Identity, part: StatusPart | undefined): void {
    if (part === undefined) this.#statuses.delete(identity);
    else this.#statuses.set(identity, part);
    this.#renew(identity);
  }

  #userBody(identity: Identity): { readonly path: string; readonly body: Body } | undefined {
    let found: { readonly path: string; readonly body: Body } | undefined;
    for (const [path, bodies] of this.#files) {
      const body = bodies.get(identity);
      if (body !== undefined && (found === undefined || path < found.path)) found = { path, body };
    }
    return found;
  }

  #renew(identity: Identity): void {
    const kind = kindOf(identity);
    if (kind !== undefined) this.#renewKind(kind, identity);
  }

  #renewKind<Kind extends KindName>(kind: Kind, identity: Identity): void {
    const { objects, listeners } = this.kind(kind);
    const body = this.body(identity);
    const before = objects.get(identity);
    const after = body === undefined ? undefined : assemble(kind, body, this.#statuses.get(identity));
    if (isEqual(before, after)) return;
    if (after === undefined) objects.delete(identity);
    else objects.set(identity, after);
    for (const listener of listeners) listener({ before, after });
  }
}
