/**
 * The wanted state of an object, and the next write towards it. Pure.
 *
 * @module
 */

import { nodeLabelPrefix } from "../../functions/model/names.ts";
import { isRecord } from "../../functions/model/shape.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import { applyMergePatch, mergePatch } from "../store/merge_patch.ts";
import type { MergePatch, Target, Write } from "../store/store.ts";

/** The wanted state of one object. */
export type Wanted<Kind extends KindName = KindName> =
  /**
   * The controller owns the object: it must exist with this spec and, if given, this status. Other writers' labels and
   * annotations are kept.
   */
  | { readonly what: "object"; readonly kind: Kind; readonly object: Kinds[Kind] }
  /** The controller owns only the status of the object, and some annotations (null: to be removed). */
  | {
    readonly what: "status";
    readonly kind: Kind;
    readonly name: string;
    readonly namespace?: string;
    readonly status: object;
    readonly annotations?: Readonly<Record<string, string | null>>;
  }
  /** The object must not exist. */
  | { readonly what: "nothing"; readonly kind: Kind; readonly name: string; readonly namespace?: string };

/** Names an object, e.g. `VirtualIP 172.16.16.201`. */
export type WantedId = string;

export function wantedKey(wanted: Wanted): ObjectKey {
  const { name, namespace } = wanted.what === "object" ? wanted.object.metadata : wanted;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export function wantedId(wanted: Wanted): WantedId {
  return `${wanted.kind} ${wantedKey(wanted)}`;
}

/**
 * The next write towards the wanted state; undefined if no write is needed, or if there is no object for the status.
 */
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

/** The object after the write; undefined for a deletion. */
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
    {
      labels: { ...only(labels, current.metadata.labels), ...ownLabels(current.metadata.labels) },
      annotations: only(annotations, current.metadata.annotations),
    },
    { labels: labels ?? {}, annotations: annotations ?? {} },
  );
  const owners = ownerReferences === undefined
    ? undefined
    : mergePatch({ ownerReferences: current.metadata.ownerReferences }, { ownerReferences });
  const spec = mergePatch(
    { spec: specOf(current), rules: rulesOf(current) },
    { spec: specOf(object), rules: rulesOf(object) },
  );
  if (metadata === undefined && owners === undefined) return spec;
  return { ...spec, metadata: { ...metadata, ...owners } };
}

function ownStatusPatch(object: Kinds[KindName], current: Kinds[KindName]): MergePatch | undefined {
  const status = statusOf(object);
  return status === undefined
    ? undefined
    : mergePatch({ status: essence(statusOf(current)) }, { status: essence(status) });
}

/** The current node labels. Only the controller writes these, so it removes any that are not wanted. */
function ownLabels(current: Readonly<Record<string, string>> = {}): object {
  return Object.fromEntries(Object.entries(current).filter(([name]) => name.startsWith(nodeLabelPrefix)));
}

/** The current values of the given names. */
function only(ours: object | undefined, current: Readonly<Record<string, string>> | undefined): object {
  const names = Object.keys(ours ?? {});
  return Object.fromEntries(names.flatMap((name) => current?.[name] === undefined ? [] : [[name, current[name]]]));
}

/** The value without empty fields and without the default `ipMode`: an API server may drop these or fill them in. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (!isRecord(value)) return value;
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

/** The rules of a Role. Absent rules count as empty, since an API server may fill in an empty list. */
function rulesOf(object: Kinds[KindName]): unknown {
  return object.kind === "Role" ? object.rules ?? [] : undefined;
}

function statusOf(object: Kinds[KindName]): unknown {
  return "status" in object ? object.status : undefined;
}
