/**
 * Decides whether an object is in a selection, by the same rules as the API server. Pure.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Selection } from "./store.ts";

export function selects<Kind extends KindName>(selection: Selection<Kind>, object: Kinds[Kind]): boolean {
  const { namespace, labels = {}, fields = {} } = selection;
  const { metadata } = object;
  return (namespace === undefined || metadata.namespace === namespace) &&
    Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value) &&
    Object.entries(fields).every(([path, value]) => (fieldOf(object, path) ?? "") === value);
}

function fieldOf(object: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => isRecord(value) ? value[name] : undefined, object);
}
