/**
 * The parts of an archive before they are written. Pure.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";

/** A file of the archive: JSON as a value, so that its fields can be changed; a log or metrics as text. */
export type Part =
  | { readonly is: "json"; readonly path: string; readonly value: unknown }
  /** A log. Each line may be a JSON object, with or without a timestamp before it. */
  | { readonly is: "log"; readonly path: string; readonly text: string }
  /** Metrics in Prometheus' format, where the values of labels are in quotes. */
  | { readonly is: "metrics"; readonly path: string; readonly text: string };

/**
 * Applies `change` to each text and number of a value, and to the keys of the maps that users fill, such as `labels`.
 * A number stays a number unless it is changed.
 *
 * @param above the fields around the value, the outermost first
 */
function changedTexts(value: unknown, change: TextChange, field: string, above: readonly string[]): unknown {
  if (typeof value === "string") return changedText(value, change, field, above);
  if (typeof value === "number") {
    const text = change(String(value), field, above);
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((each) => changedTexts(each, change, field, above));
  if (!isRecord(value)) return value;
  const isNamedByUsers = mapsOfUsers.has(field);
  const around = [...above, field];
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      isNamedByUsers ? change(name, "", []) : name,
      changedTexts(inside, change, name, /^values?$/i.test(name) ? [...around, nameOf(value)] : around),
    ]),
  );
}

/** In `{"name": "Authorization", "value": …}`, the name says what the value is. */
function nameOf(pair: Readonly<Record<string, unknown>>): string {
  const name = pair["name"] ?? pair["key"] ?? pair["Name"] ?? pair["Key"];
  return typeof name === "string" ? name : "";
}

/** Returns the changed text; `field` is the name of the text's field, and `above` has the fields around it. */
export type TextChange = (text: string, field: string, above: readonly string[]) => string;

/** Applies `change` to each text of a part. */
export function changedPart(part: Part, change: TextChange): Part {
  switch (part.is) {
    case "json":
      return { ...part, value: changedTexts(part.value, change, "", []) };
    case "log":
      return { ...part, text: part.text.split("\n").map((line) => changedLine(line, change)).join("\n") };
    case "metrics":
      return {
        ...part,
        text: part.text.replace(
          /(\w*=?)"((?:[^"\\]|\\.)*)"/g,
          (_, label, text) => `${label}"${change(text, label.replace("=", ""), [])}"`,
        ),
      };
  }
}

/** The maps whose keys are chosen by users, and `decided`, whose keys are subjects of decisions. */
export const mapsOfUsers: ReadonlySet<string> = new Set([
  "labels",
  "annotations",
  "matchLabels",
  "selector",
  "nodeSelector",
  "data",
  "decided",
]);

/** Changes a text. If the text is JSON, as in some annotations, each text in the JSON is changed separately. */
function changedText(text: string, change: TextChange, field: string, above: readonly string[]): string {
  const inside = /^\s*[{[]/.test(text) ? parsed(text) : undefined;
  return inside === undefined ? change(text, field, above) : JSON.stringify(changedTexts(inside, change, field, above));
}

function changedLine(line: string, change: TextChange): string {
  const [, stamp = "", rest = ""] = /^(\d{4}-\d\d-\d\dT\S+ )?(.*)$/s.exec(line) ?? [];
  return stamp + changedText(rest, change, "", []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
