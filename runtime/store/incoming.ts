/**
 * The door through which objects come in: whatever it is, it becomes an object of its kind or is turned away.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { isFields } from "./json.ts";
import { trim } from "./trim.ts";

/** The object, trimmed; undefined when it is no object or has no name. */
export function incoming<Kind extends KindName>(kind: Kind, object: unknown): Kinds[Kind] | undefined {
  if (!isFields(object)) return undefined;
  const trimmed = trim(kind, object);
  return isNamed(kind, trimmed) ? trimmed : undefined;
}

/**
 * What else it holds is what it should: an API server lets nothing through that its schemas forbid, the folder store looks at
 * the schemas itself (`schema.ts`), and what `check` judges is read as data of unknown shape.
 */
function isNamed<Kind extends KindName>(_kind: Kind, object: unknown): object is Kinds[Kind] {
  return isFields(object) && isFields(object["metadata"]) && typeof object["metadata"]["name"] === "string";
}
