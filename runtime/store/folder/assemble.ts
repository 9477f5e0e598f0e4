/**
 * One object out of its parts: what the user wrote or the store did, and the status that was written. Pure.
 *
 * @module
 */

import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { incoming } from "../incoming.ts";
import { isFields } from "../json.ts";
import { applyMergePatch } from "../merge_patch.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An object without its status, and when it was last written, as a resourceVersion. */
export interface Body {
  readonly object: Fields;
  readonly version: number;
  /** The user's files are never written to. */
  readonly owner: "user" | "store";
}

/** What was written beside the body. */
export interface StatusPart {
  readonly version: number;
  readonly status: unknown;
  /** A merge patch upon the body's annotations. */
  readonly annotations: Fields;
}

/** The object; undefined when the parts do not make one of that kind. */
export function assemble<Kind extends KindName>(
  kind: Kind,
  body: Body,
  part: StatusPart | undefined,
): Kinds[Kind] | undefined {
  const metadata = isFields(body.object["metadata"]) ? body.object["metadata"] : {};
  const resourceVersion = String(Math.max(body.version, part?.version ?? 0));
  if (part === undefined) return incoming(kind, { ...body.object, metadata: { ...metadata, resourceVersion } });
  const annotations = annotationsOf(metadata["annotations"], part.annotations);
  return incoming(kind, {
    ...body.object,
    metadata: { ...metadata, resourceVersion, annotations },
    status: part.status,
  });
}

function annotationsOf(written: unknown, patch: Fields): unknown {
  const annotations = applyMergePatch(written ?? {}, patch);
  return isFields(annotations) && Object.keys(annotations).length > 0 ? annotations : undefined;
}
