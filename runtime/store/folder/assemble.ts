/**
 * Builds an object from its parts: the body, which the user or the store wrote, and the status. Pure.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { incoming } from "../incoming.ts";
import { applyMergePatch } from "../merge_patch.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * An object as it is in a file. A status in a user's file counts only until there is a `StatusPart`. `version` is the
 * resourceVersion of the last write.
 */
export interface Body {
  readonly object: Fields;
  readonly version: number;
  /** The writer of the body. The store never writes to the user's files. */
  readonly owner: "user" | "store";
}

/** The status, and annotations that were written with it. */
export interface StatusPart {
  readonly version: number;
  readonly status: unknown;
  /** A merge patch for the body's annotations. */
  readonly annotations: Fields;
}

/** The object; undefined if its parts do not form an object of the kind. */
export function assemble<Kind extends KindName>(
  kind: Kind,
  body: Body,
  part: StatusPart | undefined,
): Kinds[Kind] | undefined {
  const metadata = isRecord(body.object["metadata"]) ? body.object["metadata"] : {};
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
  return isRecord(annotations) && Object.keys(annotations).length > 0 ? annotations : undefined;
}
