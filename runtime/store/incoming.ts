/**
 * Converts a value from outside into an object of its kind, or rejects it. All objects pass through this function.
 * Pure.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { trim } from "./trim.ts";

/** The trimmed object; undefined if the value is no object or has no name. */
export function incoming<Kind extends KindName>(kind: Kind, object: unknown): Kinds[Kind] | undefined {
  if (!isRecord(object)) return undefined;
  const trimmed = trim(kind, object);
  return isNamed(kind, trimmed) ? trimmed : undefined;
}

/**
 * Only the name is checked here. An API server enforces its schemas, the folder store checks schemas itself
 * (`schema.ts`), and `check` expects objects of any shape.
 */
function isNamed<Kind extends KindName>(_kind: Kind, object: unknown): object is Kinds[Kind] {
  return isRecord(object) && isRecord(object["metadata"]) && typeof object["metadata"]["name"] === "string";
}
