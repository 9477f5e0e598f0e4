/**
 * Whether an object is in a selection, as the API server would judge. Pure.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { isFields } from "./json.ts";
import type { Selection } from "./store.ts";

export function selects<Kind extends KindName>(selection: Selection<Kind>, object: Kinds[Kind]): boolean {
  const { namespace, labels = {}, fields = {} } = selection;
  const { metadata } = object;
  return (namespace === undefined || metadata.namespace === namespace) &&
    Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value) &&
    Object.entries(fields).every(([path, value]) => (fieldOf(object, path) ?? "") === value);
}

function fieldOf(object: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => isFields(value) ? value[name] : undefined, object);
}
