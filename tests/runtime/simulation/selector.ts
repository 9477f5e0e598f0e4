import type { VirtualObject } from "./virtual_object.ts";

export type Selector = (object: VirtualObject) => boolean;

/**
 * Returns a function that selects objects by a request's namespace, `labelSelector` and `fieldSelector`. Supports only
 * equalities.
 */
export function selectorOf(namespace: string | undefined, query: URLSearchParams): Selector {
  const labels = equalities(query.get("labelSelector"));
  const fields = equalities(query.get("fieldSelector"));
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    labels.every(([name, value]) => Object(object.metadata["labels"])[name] === value) &&
    fields.every(([path, value]) => valueAt(object, path) === value);
}

function equalities(text: string | null): readonly (readonly [string, string])[] {
  if (text === null || text === "") return [];
  return text.split(",").map((each) => {
    const at = each.indexOf("=");
    return [each.slice(0, at), each.slice(at + 1)];
  });
}

function valueAt(object: unknown, path: string): unknown {
  return path.split(".").reduce((value: unknown, name) => Object(value)[name], object);
}
