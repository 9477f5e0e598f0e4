/**
 * The items of a `List` in JSON. In a typed list such as `ServiceList`, an API server leaves out the kind of the items.
 * As in kubectl, these items get the kind that the list's own kind names: `Service`.
 *
 * @module
 */

import { isKindName } from "../../functions/model/kind_table.ts";
import { isRecord } from "../../functions/model/shape.ts";

/** The kind that the items of a list have. */
export interface ItemKind {
  readonly apiVersion: unknown;
  readonly kind: string;
}

/** The items of a JSON value; undefined if the value needs `itemsOf`. */
export function plainItemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (!isRecord(value)) return undefined;
  if (!isList(value["kind"])) return [value];
  const items = value["items"];
  if (!Array.isArray(items)) return isListOfOurs(value["kind"]) ? undefined : [value];
  if (!items.every((each) => isRecord(each) && !isList(each["kind"]))) return undefined;
  const kind = itemKindOf(value["kind"], value["apiVersion"]);
  return kind === undefined ? items : items.map((each) => isRecord(each) ? withKind(each, kind) : each);
}

/** The value with the kind of its list, if it is an object that names none. */
export function withItemKind(value: unknown, kind: ItemKind | undefined): unknown {
  return kind === undefined || !isRecord(value) ? value : withKind(value, kind);
}

function withKind(value: Readonly<Record<string, unknown>>, kind: ItemKind): Readonly<Record<string, unknown>> {
  return value["kind"] === undefined || value["kind"] === null ? { ...value, ...kind } : value;
}

/** The kind that a typed list gives to its items; undefined for `List` itself. */
export function itemKindOf(kind: unknown, apiVersion: unknown): ItemKind | undefined {
  if (typeof kind !== "string" || kind === "List") return undefined;
  return { apiVersion, kind: kind.slice(0, -"List".length) };
}

/** True for `List` and typed lists such as `ServiceList`. */
export function isList(kind: unknown): boolean {
  return typeof kind === "string" && kind.endsWith("List");
}

/** True for `List`, and for typed lists of known kinds. Any other kind whose name ends with `List` may be no list. */
export function isListOfOurs(kind: unknown): boolean {
  return kind === "List" || (typeof kind === "string" && isList(kind) && isKindName(kind.slice(0, -"List".length)));
}
