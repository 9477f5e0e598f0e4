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

/** The place of a text. */
interface Place {
  readonly field: string;
  /** The fields around the text, the outermost first. */
  readonly above: readonly string[];
  /** True if anybody may have chosen the keys around the text. */
  readonly areKeysTexts: boolean;
}

/**
 * Applies `change` to each text and number of a value, and to the keys that others than this project and Kubernetes may
 * have chosen. A number stays a number unless it is changed.
 */
function changedTexts(value: unknown, change: TextChange, place: Place): unknown {
  const { field, above, areKeysTexts } = place;
  if (typeof value === "string") return changedText(value, change, place);
  if (typeof value === "number") {
    const text = change(String(value), field, above);
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) {
    return value.map((each, index) =>
      changedTexts(each, change, { ...place, above: [...above, ...optionIn(value[index - 1])] })
    );
  }
  if (!isRecord(value)) return value;
  const isNamedByUsers = areKeysTexts || mapsOfUsers.has(field);
  const around = [...above, field];
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      isNamedByUsers ? change(name, "", []) : name,
      changedTexts(inside, change, {
        field: name,
        above: /^values?$/i.test(name) ? [...around, nameOf(value)] : around,
        areKeysTexts,
      }),
    ]),
  );
}

/** In `["--token", …]`, the option says what the next word is. */
function optionIn(word: unknown): readonly string[] {
  return typeof word === "string" && /^--?[a-z][\w-]*$/i.test(word) ? [word] : [];
}

/** In `{"name": "Authorization", "value": …}`, the name says what the value is. */
function nameOf(pair: Readonly<Record<string, unknown>>): string {
  const name = pair["name"] ?? pair["key"] ?? pair["Name"] ?? pair["Key"];
  return typeof name === "string" ? name : "";
}

/** Returns the changed text; `field` is the name of the text's field, and `above` has the fields around it. */
export type TextChange = (text: string, field: string, above: readonly string[]) => string;

/**
 * Applies `change` to each text of a part. A line of a log may be JSON of any program, so its keys are texts too. In
 * metrics, names and labels are texts too.
 */
export function changedPart(part: Part, change: TextChange): Part {
  switch (part.is) {
    case "json":
      return { ...part, value: changedTexts(part.value, change, { field: "", above: [], areKeysTexts: false }) };
    case "log":
      return {
        ...part,
        text: part.text.split("\n").map((line) => changedLine(line, change, part.path.startsWith("logs/"))).join("\n"),
      };
    case "metrics":
      return {
        ...part,
        text: part.text.replace(
          /(\w*=?)"((?:[^"\\]|\\.)*)"|[^"\n]+?(?=\w*="|\n|$)/g,
          (all, label, text) =>
            text === undefined
              ? change(all, "", [])
              : `${change(label, "", [])}"${change(text, label.replace("=", ""), [])}"`,
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

/**
 * Changes a text. If the text is JSON, as in some annotations, each text and each key in the JSON is changed by itself.
 */
function changedText(text: string, change: TextChange, place: Omit<Place, "areKeysTexts">): string {
  return changedJSON(text, change, { ...place, areKeysTexts: true }) ?? change(text, place.field, place.above);
}

function changedLine(line: string, change: TextChange, areKeysTexts: boolean): string {
  const [, stamp = "", rest = ""] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) )?(.*)$/s.exec(line) ?? [];
  return stamp + (changedJSON(rest, change, { field: "", above: [], areKeysTexts }) ?? change(rest, "", []));
}

/** Undefined if the text is no JSON. */
function changedJSON(text: string, change: TextChange, place: Place): string | undefined {
  const inside = /^\s*[{[]/.test(text) ? parsed(text) : undefined;
  return inside === undefined ? undefined : JSON.stringify(changedTexts(inside, change, place));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
