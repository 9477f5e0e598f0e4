/**
 * Reads JSON text into objects with their places.
 *
 * @module
 */

import { remembering } from "../../functions/model/remembering.ts";
import { tooManyBracketsAt } from "../store/kubernetes_yaml.ts";
import { plainItemsOf } from "../store/plain_items.ts";
import { withoutNulls } from "../store/without_nulls.ts";
import { type FoundObject, type Place, stepsOf } from "./found_object.ts";
import { fieldOffsets, itemSpans, pathOf } from "./json_places.ts";
import { placesIn } from "./line_places.ts";

/**
 * The objects of a JSON text; undefined if the YAML parser must judge the text, e.g. because it is no JSON. The YAML
 * parser could read JSON too, but takes 20 times as long.
 */
export function readJSON(text: string, file: string): readonly FoundObject[] | undefined {
  if (!/^\s*[{[]/.test(text) || tooManyBracketsAt(text) >= 0) return undefined;
  const value = parseJSON(text);
  if (value === undefined) return undefined;
  const items = plainItemsOf(value);
  if (items === undefined) return undefined;
  // Most dumps have no nulls. Their objects need not be searched, which takes as long as parsing.
  const hasNulls = text.includes("null");
  const placeAt = placesIn(text, file);
  const spans = once(() => items[0] === value ? [{ from: text.search(/\S/), to: text.length }] : itemSpans(text));
  const itemAt = remembering((index: number) => index, (index) => {
    const { from, to } = spans()[index] ?? { from: 0, to: text.length };
    return { from, offsets: fieldOffsets(text.slice(from, to)) };
  });
  const placeOf = (index: number, field: string): Place => {
    const { from, offsets } = itemAt(index);
    return placeAt(from + nearest(offsets, stepsOf(field)));
  };
  return items.map((each, index): FoundObject => ({
    value: hasNulls ? withoutNulls(each) : each,
    placeOf: (field) => placeOf(index, field),
  }));
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The offset of a field. If the field is absent, the offset of the nearest field around it. */
function nearest(offsets: ReadonlyMap<string, number>, steps: readonly string[]): number {
  return offsets.get(pathOf(steps)) ?? (steps.length === 0 ? 0 : nearest(offsets, steps.slice(0, -1)));
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
