/**
 * Finds the JSON values in the parts of an archive, and the objects in a value or a part. Pure.
 *
 * @module
 */

import { kindTable, listedKinds } from "../../functions/model/kind_table.ts";
import { isRecord, listOf } from "../../functions/model/shape.ts";
import type { Part } from "./part.ts";

/** The value of a JSON part, or the JSON at the end of each line of a log or a recording. */
export function* valuesIn(part: Part): Generator<unknown> {
  if (part.is === "json") yield part.value;
  if (part.is !== "log") return;
  for (const line of part.text.split("\n")) {
    const start = line.indexOf("{");
    if (start < 0 || !line.trimEnd().endsWith("}")) continue;
    const value = parsed(line.slice(start));
    if (value !== undefined) yield value;
  }
}

/** The objects in a list, or in a line of a recording. */
export function objectsIn(value: unknown): readonly unknown[] {
  if (!isRecord(value)) return [];
  const { items, changed } = value;
  return [...listOf(items), ...(isRecord(changed) ? Object.values(changed).flatMap(listOf) : [])];
}

/** Changes each object in the list of a part, or in the lines of a recording. */
export function withObjects(part: Part, change: (item: unknown) => unknown): Part {
  if (part.is === "json" && isRecord(part.value) && Array.isArray(part.value["items"])) {
    return { ...part, value: { ...part.value, items: part.value["items"].map(change) } };
  }
  if (part.is !== "log") return part;
  return { ...part, text: part.text.split("\n").map((line) => lineWithObjects(line, change)).join("\n") };
}

function lineWithObjects(line: string, change: (item: unknown) => unknown): string {
  const entry = line.startsWith("{") ? parsed(line) : undefined;
  if (!isRecord(entry) || !isRecord(entry["changed"])) return line;
  const changed = Object.entries(entry["changed"]).map(([list, objects]) => [
    list,
    Array.isArray(objects) ? objects.map(change) : objects,
  ]);
  return JSON.stringify({ ...entry, changed: Object.fromEntries(changed) });
}

/** References to the objects that are gone according to a line of a recording. */
export function goneIn(value: unknown): readonly Readonly<Record<"kind" | "namespace" | "name", string | undefined>>[] {
  const gone = isRecord(value) ? value["gone"] : undefined;
  if (!isRecord(gone)) return [];
  return listedKinds.flatMap((kind) =>
    listOf(gone[kindTable[kind].list]).map((key) => {
      const words = String(key).split("/");
      return { kind, namespace: words.length > 1 ? words[0] : undefined, name: words.at(-1) };
    })
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
