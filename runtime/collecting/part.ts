/**
 * The parts of an archive before they are written. Pure.
 *
 * @module
 */

/** A file of the archive: JSON as a value, so that its fields can be changed; a log or metrics as text. */
export type Part =
  | { readonly is: "json"; readonly path: string; readonly value: unknown }
  /** A log. Each line may be a JSON object, with or without a timestamp before it. */
  | { readonly is: "log"; readonly path: string; readonly text: string }
  /** Metrics in Prometheus' format, where the values of labels are in quotes. */
  | { readonly is: "metrics"; readonly path: string; readonly text: string };

/** Applies `change` to each text of a value, and to the keys of the maps that users fill, such as `labels`. */
export function changedTexts(value: unknown, change: TextChange, key = ""): unknown {
  if (typeof value === "string") return changedText(value, change, key);
  if (Array.isArray(value)) return value.map((each) => changedTexts(each, change, key));
  if (typeof value !== "object" || value === null) return value;
  const isNamedByUsers = mapsOfUsers.has(key);
  return Object.fromEntries(
    Object.entries(value).map(([field, inside]) => [
      isNamedByUsers ? change(field, field) : field,
      changedTexts(inside, change, field),
    ]),
  );
}

/** Returns the changed text; `field` is the name of the text's field. */
export type TextChange = (text: string, field: string) => string;

/** Applies `change` to each text of a part. */
export function changedPart(part: Part, change: TextChange): Part {
  switch (part.is) {
    case "json":
      return { ...part, value: changedTexts(part.value, change) };
    case "log":
      return { ...part, text: part.text.split("\n").map((line) => changedLine(line, change)).join("\n") };
    case "metrics":
      return { ...part, text: part.text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, text) => `"${change(text, "")}"`) };
  }
}

const mapsOfUsers: ReadonlySet<string> = new Set([
  "labels",
  "annotations",
  "matchLabels",
  "selector",
  "nodeSelector",
  "data",
]);

/** Changes a text. If the text is JSON, as in some annotations, each text in the JSON is changed separately. */
function changedText(text: string, change: TextChange, field: string): string {
  const inside = /^[{[]/.test(text) ? parsed(text) : undefined;
  return inside === undefined ? change(text, field) : JSON.stringify(changedTexts(inside, change));
}

function changedLine(line: string, change: TextChange): string {
  const [, stamp = "", rest = ""] = /^(\d{4}-\d\d-\d\dT\S+ )?(.*)$/s.exec(line) ?? [];
  return stamp + changedText(rest, change, "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
