/**
 * An API server in memory: list, watch and write as in Kubernetes, without a network and without delay.
 *
 * @module
 */

import { type KindName, kindNames } from "./kind_names.ts";
import { applyMergePatch } from "../../../runtime/store/merge_patch.ts";
import { kindTable } from "../../../functions/model/kind_table.ts";
import { type Selector, selectorOf } from "./selector.ts";
import type { Fields, VirtualObject } from "./virtual_object.ts";

/** A request, parsed from its method and URL. */
export interface VirtualRequest {
  readonly method: string;
  readonly kind: KindName;
  readonly namespace?: string;
  readonly name?: string;
  readonly isStatus: boolean;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The answer to a write, a get or a list. */
export interface VirtualAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Change {
  readonly version: number;
  readonly kind: KindName;
  readonly before: VirtualObject | undefined;
  readonly after: VirtualObject | undefined;
}

/** The most changes that are kept for watches from older versions. */
const history = 20_000;

export class VirtualApiServer {
  #version = 100;
  #objects = new Map<string, VirtualObject>();
  #changes: Change[] = [];
  /** The version of the last change that is no longer kept. */
  #forgotten = 0;
  readonly #listeners = new Set<(change: Change) => void>();

  get version(): string {
    return String(this.#version);
  }

  all(kind: KindName): readonly VirtualObject[] {
    return [...this.#objects.values()].filter((each) => each.kind === kind);
  }

  /** Creates or replaces an object. */
  put(object: Fields): void {
    const { kind, metadata }: Fields = object;
    const { name, namespace }: Fields = Object(metadata);
    const known = kindNames.find((each) => each === kind);
    if (known === undefined) throw new Error(`Cannot put ${kind}: no such kind`);
    const key = keyOf(known, namespace, name);
    this.#store(known, key, { ...object, metadata: { uid: crypto.randomUUID(), ...Object(metadata) } });
  }

  delete(kind: KindName, name: string, namespace?: string): void {
    this.#remove(kind, keyOf(kind, namespace, name));
  }

  /** Returns the present state. `restore` sets it again, with its old version, as a restore of etcd does. */
  backup(): { readonly version: number; readonly objects: ReadonlyMap<string, VirtualObject> } {
    return { version: this.#version, objects: new Map(this.#objects) };
  }

  restore({ version, objects }: ReturnType<VirtualApiServer["backup"]>): void {
    this.#version = version;
    this.#objects = new Map(objects);
    this.#changes = [];
  }

  answer(request: VirtualRequest): VirtualAnswer {
    const { method, kind, namespace, name, query } = request;
    if (method === "GET" && name === undefined) {
      const selects = selectorOf(namespace, query);
      const items = this.all(kind).filter(selects);
      const limited = query.get("limit") === "1" ? items.slice(0, 1) : items;
      return { status: 200, body: { metadata: { resourceVersion: this.version }, items: limited } };
    }
    const object = name === undefined ? undefined : this.#objects.get(keyOf(kind, namespace, name));
    if (method === "POST") return this.#create(request);
    if (object === undefined) return refusal(404, "NotFound", `${kind} ${name} not found`);
    const body: Fields = Object(request.body);
    const { resourceVersion }: Fields = Object(method === "DELETE" ? body["preconditions"] : body["metadata"]);
    if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
      return refusal(409, "Conflict", "the object has been modified");
    }
    const key = keyOf(kind, namespace, name);
    if (method === "DELETE") {
      this.#remove(kind, key);
      return { status: 200, body: {} };
    }
    const patched: Fields = Object(applyMergePatch(object, body));
    const next = request.isStatus
      ? { ...object, metadata: patched["metadata"], status: patched["status"] }
      : { ...patched, status: object.status };
    if (isSame(next, object)) return { status: 200, body: object };
    return { status: 200, body: this.#store(kind, key, next) };
  }

  /**
   * Calls `onLine` with each line of a watch from the requested version. Returns a function that ends the watch, or
   * undefined if the version is too old.
   */
  watch(
    { kind, namespace, query }: VirtualRequest,
    onLine: (line: object) => void,
  ): (() => void) | undefined {
    const from = Number(query.get("resourceVersion"));
    if (from < this.#forgotten) return undefined;
    const selects = selectorOf(namespace, query);
    const hear = (change: Change): void => {
      const line = change.kind === kind && change.version > from ? lineOf(change, selects) : undefined;
      if (line !== undefined) onLine(line);
    };
    for (const change of this.#changes) hear(change);
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  bookmark(kind: KindName): object {
    return {
      type: "BOOKMARK",
      object: { kind, apiVersion: kindTable[kind].apiVersion, metadata: { resourceVersion: this.version } },
    };
  }

  #create({ kind, namespace, body }: VirtualRequest): VirtualAnswer {
    const given: Fields = Object(body);
    const metadata: Fields = Object(given["metadata"]);
    const key = keyOf(kind, namespace, metadata["name"]);
    if (this.#objects.has(key)) return refusal(409, "AlreadyExists", "already exists");
    const { status: _, ...object } = { status: undefined, ...given };
    return {
      status: 201,
      body: this.#store(kind, key, { ...object, metadata: { uid: crypto.randomUUID(), ...metadata } }),
    };
  }

  #store(kind: KindName, key: string, object: Fields): VirtualObject {
    const metadata: Fields = Object(object["metadata"]);
    const version = ++this.#version;
    const { name = "", namespace }: { name?: string; namespace?: string } = metadata;
    const after: VirtualObject = {
      ...object,
      apiVersion: kindTable[kind].apiVersion,
      kind,
      metadata: {
        creationTimestamp: new Date().toISOString().replace(/\.[0-9]+Z$/, "Z"),
        ...metadata,
        name,
        ...(namespace !== undefined && { namespace }),
        resourceVersion: String(version),
      },
    };
    const before = this.#objects.get(key);
    this.#objects.set(key, after);
    this.#tell({ version, kind, before, after });
    return after;
  }

  #remove(kind: KindName, key: string): void {
    const before = this.#objects.get(key);
    if (before === undefined) return;
    this.#objects.delete(key);
    const version = ++this.#version;
    this.#tell({
      version,
      kind,
      before: { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } },
      after: undefined,
    });
  }

  #tell(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length > history) {
      this.#forgotten = this.#changes.splice(0, history / 2).at(-1)?.version ?? this.#forgotten;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function lineOf({ before, after, version }: Change, selects: Selector): object | undefined {
  const was = before !== undefined && selects(before);
  const is = after !== undefined && selects(after);
  if (is) return { type: was ? "MODIFIED" : "ADDED", object: after };
  if (!was) return undefined;
  const { metadata } = before;
  return { type: "DELETED", object: { ...before, metadata: { ...metadata, resourceVersion: String(version) } } };
}

export function refusal(code: number, reason: string, message: string, details?: object): VirtualAnswer {
  return { status: code, body: { kind: "Status", code, reason, message, ...(details !== undefined && { details }) } };
}

function isSame(one: Fields, other: VirtualObject): boolean {
  return JSON.stringify({ ...one, metadata: { ...Object(one["metadata"]), resourceVersion: "" } }) ===
    JSON.stringify({ ...other, metadata: { ...other.metadata, resourceVersion: "" } });
}

function keyOf(kind: KindName, namespace: unknown, name: unknown): string {
  return `${kind} ${namespace ?? ""}/${name}`;
}
