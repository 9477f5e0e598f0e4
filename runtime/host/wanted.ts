/**
 * An object as it should be, and the next write on the way there. Pure.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import { isFields } from "../store/json.ts";
import { applyMergePatch, mergePatch } from "../store/merge_patch.ts";
import type { MergePatch, Target, Write } from "../store/store.ts";

/** What should be of one object. */
export type Wanted<Kind extends KindName = KindName> =
  /** The object is ours: it is to exist, with this spec and, where given, this status. Labels and annotations of others stay. */
  | { readonly what: "object"; readonly kind: Kind; readonly object: Kinds[Kind] }
  /** Only its status is ours, and some annotations (null: to be taken away). */
  | {
    readonly what: "status";
    readonly kind: Kind;
    readonly name: string;
    readonly namespace?: string;
    readonly status: object;
    readonly annotations?: Readonly<Record<string, string | null>>;
  }
  /** It is not to exist. */
  | { readonly what: "nothing"; readonly kind: Kind; readonly name: string; readonly namespace?: string };

/** `VirtualIP 172.16.16.201`: which object. */
export type WantedId = string;

export function wantedKey(wanted: Wanted): ObjectKey {
  const { name, namespace } = wanted.what === "object" ? wanted.object.metadata : wanted;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export function wantedId(wanted: Wanted): WantedId {
  return `${wanted.kind} ${wantedKey(wanted)}`;
}

/** The next write towards what is wanted; undefined when it is reached, or cannot be since the object is gone. */
export function nextWrite<Kind extends KindName>(
  wanted: Wanted<Kind>,
  current: Kinds[Kind] | undefined,
): Write<Kind> | undefined {
  switch (wanted.what) {
    case "nothing":
      if (current === undefined || current.metadata.deletionTimestamp !== undefined) return undefined;
      return { action: "delete", target: fencedTarget(wanted.kind, current) };
    case "status":
      return current === undefined
        ? undefined
        : patchOf("patchStatus", wanted.kind, current, statusPatch(wanted, current));
    case "object":
      if (current === undefined) return { action: "create", kind: wanted.kind, object: wanted.object };
      return patchOf("patch", wanted.kind, current, bodyPatch(wanted.object, current)) ??
        patchOf("patchStatus", wanted.kind, current, ownStatusPatch(wanted.object, current));
  }
}

/** The object as the write will make it; undefined for a deletion. */
export function assumedAfter(write: Write, current: Kinds[KindName] | undefined): unknown {
  switch (write.action) {
    case "create":
      return write.object;
    case "delete":
      return undefined;
    case "patch":
    case "patchStatus":
      return applyMergePatch(current, write.patch);
  }
}

function patchOf<Kind extends KindName>(
  action: "patch" | "patchStatus",
  kind: Kind,
  current: Kinds[Kind],
  patch: MergePatch | undefined,
): Write<Kind> | undefined {
  return patch === undefined ? undefined : { action, target: fencedTarget(kind, current), patch };
}

function fencedTarget<Kind extends KindName>(kind: Kind, { metadata }: Kinds[Kind]): Target<Kind> {
  const { name, namespace, resourceVersion } = metadata;
  return {
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function statusPatch(wanted: Extract<Wanted, { what: "status" }>, current: Kinds[KindName]): MergePatch | undefined {
  const { annotations = {}, status } = wanted;
  const changed = Object.entries(annotations)
    .filter(([name, value]) => (current.metadata.annotations?.[name] ?? null) !== value);
  const patch = mergePatch({ status: essence(statusOf(current)) }, { status: essence(status) });
  if (changed.length === 0) return patch;
  return { ...patch, metadata: { annotations: Object.fromEntries(changed) } };
}

function bodyPatch(object: Kinds[KindName], current: Kinds[KindName]): MergePatch | undefined {
  const { labels, annotations, ownerReferences } = object.metadata;
  const metadata = mergePatch(
    { labels: only(labels, current.metadata.labels), annotations: only(annotations, current.metadata.annotations) },
    { labels: labels ?? {}, annotations: annotations ?? {} },
  );
  const owners = ownerReferences === undefined
    ? undefined
    : mergePatch({ ownerReferences: current.metadata.ownerReferences }, { ownerReferences });
  const spec = mergePatch({ spec: specOf(current) }, { spec: specOf(object) });
  if (metadata === undefined && owners === undefined) return spec;
  return { ...spec, metadata: { ...metadata, ...owners } };
}

function ownStatusPatch(object: Kinds[KindName], current: Kinds[KindName]): MergePatch | undefined {
  const status = statusOf(object);
  return status === undefined
    ? undefined
    : mergePatch({ status: essence(statusOf(current)) }, { status: essence(status) });
}

/** What the current one says of the names that are ours. */
function only(ours: object | undefined, current: Readonly<Record<string, string>> | undefined): object {
  const names = Object.keys(ours ?? {});
  return Object.fromEntries(names.flatMap((name) => current?.[name] === undefined ? [] : [[name, current[name]]]));
}

/** What an API server would drop, or would fill in itself, makes no difference: what is empty, and the usual `ipMode`. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, essence(field)] as const);
  return Object.fromEntries(
    fields.filter(([name, field]) => !isEmpty(field) && !(name === "ipMode" && field === "VIP")),
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function specOf(object: Kinds[KindName]): unknown {
  return "spec" in object ? object.spec : undefined;
}

function statusOf(object: Kinds[KindName]): unknown {
  return "status" in object ? object.status : undefined;
}
