/**
 * Objects that were found in a text, with their places.
 *
 * @module
 */

/** A place in a file, for messages such as `pools.yaml:7`. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One value of a file, e.g. an object, without null fields. Its shape is not checked yet. */
export interface FoundObject {
  readonly value: unknown;
  /**
   * The place of a field such as `spec.addresses[0]`. If the field is absent, the place of the nearest field around it.
   * `""` means the object itself.
   */
  placeOf(field: string): Place;
}

/** The contents of a text. */
export interface ManifestText {
  readonly objects: readonly FoundObject[];
  /** For each document or item of a `List` that cannot be read, one line with the place and the reason. */
  readonly unreadable: readonly string[];
}

/** The beginning of a message about a place that cannot be read. */
export function cannotRead({ file, line }: Place): string {
  return `Cannot read ${file}:${line}:`;
}

/**
 * The steps of a field's path. Splits `spec.addresses[0]` into `spec`, `addresses`, `0`. Keys with dots are in brackets
 * and quotes.
 */
export function stepsOf(field: string): readonly string[] {
  return [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    quoted ?? index ?? name ?? ""
  );
}
