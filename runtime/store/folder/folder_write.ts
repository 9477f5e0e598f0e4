/**
 * Computes what a write changes in the parts of an object. Pure.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { applyMergePatch, isEqual } from "../merge_patch.ts";
import type { Outcome, Target, Write } from "../store.ts";
import type { Body, StatusPart } from "./assemble.ts";
import type { Part } from "./folder_layout.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The present object and its parts; all absent if there is none. */
export interface Present {
  readonly object: Kinds[KindName] | undefined;
  readonly body: Body | undefined;
  readonly status: StatusPart | undefined;
  /** The user's file that contains the object. */
  readonly file: string | undefined;
}

/** The new content of one part, or the outcome if no part is written. */
export type Step =
  | { readonly part: Part; readonly content: Fields }
  | { readonly part: "all"; readonly content: undefined }
  | Exclude<Outcome, { outcome: "written" | "unavailable" }>
  | { readonly outcome: "unchanged" };

/** The fields of a new object that otherwise an API server would set. */
export interface Birth {
  readonly uid: string;
  readonly creationTimestamp: string;
}

export function stepOf(write: Write, present: Present, birth: Birth): Step {
  if (write.action === "create") {
    const { status: _, ...object } = { status: undefined, ...write.object };
    if (present.object !== undefined) {
      return { outcome: "exists", message: `${write.kind} ${object.metadata.name} exists` };
    }
    const { resourceVersion: _version, ...metadata } = object.metadata;
    return { part: "objects", content: { ...object, metadata: { ...metadata, ...birth, generation: 1 } } };
  }
  const { target } = write;
  const { object, body } = present;
  if (object === undefined || body === undefined) {
    return { outcome: "gone", message: `There is no ${target.kind} ${target.name}` };
  }
  const conflict = conflictOf(target, object);
  if (conflict !== undefined) return { outcome: "conflict", message: conflict };
  if (write.action === "patchStatus") return statusStep(write.patch, { ...present, object });
  if (body.owner === "user") {
    const message = `${target.kind} ${target.name} is in ${present.file}, and the user's files are not written to`;
    return { outcome: "refused", message };
  }
  return write.action === "delete" ? { part: "all", content: undefined } : bodyStep(write.patch, body);
}

/** The conflict if the object has another resourceVersion than the write expects; an API server would answer 409. */
function conflictOf(target: Target, { metadata }: Kinds[KindName]): string | undefined {
  const { resourceVersion } = target;
  if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion) return undefined;
  return `${target.kind} ${target.name} has resourceVersion ${metadata.resourceVersion}, not ${resourceVersion}`;
}

function statusStep(patch: Fields, present: Present & { readonly object: Kinds[KindName] }): Step {
  const { object, status } = present;
  const before = { status: "status" in object ? object.status : undefined };
  const after = applyMergePatch(before, { status: patch["status"] });
  const annotations = applyAnnotations(
    status?.annotations ?? {},
    object.kind === "Service" ? patch["metadata"] : undefined,
  );
  if (isEqual(before, after) && isEqual(status?.annotations ?? {}, annotations)) return { outcome: "unchanged" };
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), annotations };
  return { part: "status", content: { apiVersion, kind, metadata, ...(isRecord(after) ? after : {}) } };
}

/** Merges annotations, and keeps nulls, because they remove annotations of the user's file. */
function applyAnnotations(before: Fields, metadata: unknown): Fields {
  const patch = isRecord(metadata) ? metadata["annotations"] : undefined;
  return isRecord(patch) ? { ...before, ...patch } : before;
}

function bodyStep({ status: _, ...patch }: Fields, body: Body): Step {
  const patched = applyMergePatch(body.object, patch);
  if (!isRecord(patched) || isEqual(body.object, patched)) return { outcome: "unchanged" };
  const { generation = 0 } = isRecord(body.object["metadata"]) ? body.object["metadata"] : {};
  if (isEqual(body.object["spec"], patched["spec"])) return { part: "objects", content: patched };
  const metadata = isRecord(patched["metadata"]) ? patched["metadata"] : {};
  return { part: "objects", content: { ...patched, metadata: { ...metadata, generation: Number(generation) + 1 } } };
}
