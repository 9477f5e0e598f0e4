/**
 * Renames the fields of the configuration of old versions.
 *
 * @module
 */

import { isRecord, listOf } from "../shape.ts";

/** By old name: the new name. If the field is a list of maps, also the new names of the fields in these maps. */
export interface Renaming {
  readonly [field: string]: string | readonly [name: string, inside: Renaming];
}

export interface Renamed {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The paths of fields for which there is no new name. */
  readonly leftOut: readonly string[];
}

/**
 * The value, with its fields renamed.
 *
 * @param place the path of the value, for `leftOut`
 */
export function renamed(value: unknown, names: Renaming, place: string): Renamed {
  const fields: Record<string, unknown> = {};
  const leftOut: string[] = [];
  for (const [name, each] of isRecord(value) ? Object.entries(value) : []) {
    const path = place === "" ? name : `${place}.${name}`;
    const target = Object.hasOwn(names, name) ? names[name] : undefined;
    if (target === undefined) {
      leftOut.push(path);
    } else if (typeof target === "string") {
      fields[target] = each;
    } else {
      const inner = listOf(each).map((one, index) => renamed(one, target[1], `${path}[${index}]`));
      fields[target[0]] = inner.map((one) => one.fields);
      leftOut.push(...inner.flatMap((one) => one.leftOut));
    }
  }
  return { fields, leftOut };
}
