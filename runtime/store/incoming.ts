/**
 * The door through which objects come in: whatever it is, it becomes an object of its kind or is turned away.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { trim } from "./trim.ts";

/** The object, trimmed; undefined when it is not of that kind's shape. */
export function incoming<Kind extends KindName>(kind: Kind, object: unknown): Kinds[Kind] | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const trimmed = trim(kind, { ...object });
  return isKind(kind, trimmed) ? trimmed : undefined;
}

function isKind<Kind extends KindName>(_kind: Kind, object: unknown): object is Kinds[Kind] {
  return typeof object === "object" && object !== null && "metadata" in object;
}
