/**
 * What a write makes of an object's parts. Pure: everything that it depends on comes in.
 *
 * @module
 */

import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { isFields } from "../json.ts";
import { applyMergePatch, isEqual } from "../merge_patch.ts";
import type { Outcome, Target, Write } from "../store.ts";
import type { Body, StatusPart } from "./assemble.ts";
import type { Part } from "./folder_layout.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The object as it is, and the parts it is made of; all absent when there is none. */
export interface Present {
  readonly object: Kinds[KindName] | undefined;
  readonly body: Body | undefined;
  readonly status: StatusPart | undefined;
  /** The user's file that has it. */
  readonly file: string | undefined;
}

/** The new content of one part, or the outcome when nothing is to be written. */
export type Step =
  | { readonly part: Part; readonly content: Fields }
  | { readonly part: "all"; readonly content: undefined }
  | Exclude<Outcome, { outcome: "written" | "unavailable" }>
  | { readonly outcome: "unchanged" };

/** What a new object gets, as an API server would give it. */
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

/** The fence: what API servers answer with 409. */
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
  return { part: "status", content: { apiVersion, kind, metadata, ...(isFields(after) ? after : {}) } };
}

/** Nulls stay: they take away what the user's file says. */
function applyAnnotations(before: Fields, metadata: unknown): Fields {
  const patch = isFields(metadata) ? metadata["annotations"] : undefined;
  return isFields(patch) ? { ...before, ...patch } : before;
}

function bodyStep({ status: _, ...patch }: Fields, body: Body): Step {
  const patched = applyMergePatch(body.object, patch);
  if (!isFields(patched) || isEqual(body.object, patched)) return { outcome: "unchanged" };
  const { generation = 0 } = isFields(body.object["metadata"]) ? body.object["metadata"] : {};
  if (isEqual(body.object["spec"], patched["spec"])) return { part: "objects", content: patched };
  const metadata = isFields(patched["metadata"]) ? patched["metadata"] : {};
  return { part: "objects", content: { ...patched, metadata: { ...metadata, generation: Number(generation) + 1 } } };
}
