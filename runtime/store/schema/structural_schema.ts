/**
 * Checks values against "structural schemas", the part of OpenAPI that CustomResourceDefinitions use.
 *
 * @module
 */

import { toInstant } from "../../../functions/model/instant.ts";
import { remembering } from "../../../functions/model/remembering.ts";
import { isPrintable } from "../../ground/harmless.ts";

/** A schema. An absent field restricts nothing. */
export interface Schema extends Bounds {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  /** The value is text or an integer, e.g. a target port. */
  readonly "x-kubernetes-int-or-string"?: boolean;
  /** Fields that the schema does not name are allowed. */
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** What a schema demands of a value beyond its type. */
interface Bounds {
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The path of a fault, e.g. `spec.addresses[0]`, and its reason. The path of the object itself is empty. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/**
 * The faults of `value` against `schema`; empty if it fits. In each map, missing fields come first, then the fields in
 * the order of the map. `value` may be anything; never throws. Fields that the schema does not name are allowed: see
 * {@linkcode unknownFields}.
 *
 * ```ts
 * import { faults } from "./structural_schema.ts";
 * import assert from "node:assert/strict";
 * const schema = { type: "object", properties: { port: { type: "integer", minimum: 1 } } } as const;
 * assert.deepEqual(faults(schema, { port: "http" }), [
 *   { path: "port", message: 'expected a whole number, found text "http"' },
 * ]);
 * ```
 */
export function faults(schema: Schema, value: unknown): readonly Fault[] {
  return faultsAgainst(prepared(schema), value);
}

/** The fields that the schema does not name, for warnings about misspelt fields. Never throws. */
export function unknownFields(schema: Schema, value: unknown): readonly Fault[] {
  return fieldsNotIn(prepared(schema), value);
}

/**
 * A schema whose parts are found without a search. All have the same fields, so that the engine reads them fast: a dump
 * has hundreds of thousands of values.
 */
interface Prepared {
  readonly kind: Kind | undefined;
  readonly properties: ReadonlyMap<string, Prepared>;
  readonly required: readonly string[];
  readonly additional: Prepared | undefined;
  readonly items: Prepared | undefined;
  /** Undefined: there are none, as for most values of a dump. */
  readonly bounds: Bounds | undefined;
  readonly isNullable: boolean;
  readonly isOpen: boolean;
}

const prepared = remembering((schema: Schema) => schema, (schema): Prepared => {
  const {
    type,
    properties = {},
    additionalProperties,
    items,
    required = [],
    nullable = false,
    "x-kubernetes-int-or-string": isEither = false,
    "x-kubernetes-preserve-unknown-fields": isOpen = false,
    ...bounds
  } = schema;
  const wanted = isEither ? "intOrString" : type;
  return {
    kind: wanted === undefined ? undefined : kinds[wanted],
    properties: new Map(Object.entries(properties).map(([name, field]) => [name, prepared(field)])),
    required,
    additional: additionalProperties === undefined ? undefined : prepared(additionalProperties),
    items: items === undefined ? undefined : prepared(items),
    bounds: Object.keys(bounds).length === 0 ? undefined : bounds,
    isNullable: nullable,
    isOpen,
  };
});

function faultsAgainst(wanted: Prepared, value: unknown): readonly Fault[] {
  const { kind, bounds } = wanted;
  if (value === null && wanted.isNullable) return none;
  if (kind !== undefined && !kind.fits(value)) {
    return [{ path: "", message: `expected ${kind.name}, found ${describe(value)}` }];
  }
  const own = bounds && outsideBounds(bounds, value);
  if (own !== undefined) return [{ path: "", message: `expected ${own}, found ${describe(value)}` }];
  if (Array.isArray(value)) return faultsOfItems(wanted, value, faultsAgainst);
  return isMap(value) ? faultsOfFields(wanted, value) : none;
}

function fieldsNotIn(wanted: Prepared, value: unknown): readonly Fault[] {
  if (Array.isArray(value)) return faultsOfItems(wanted, value, fieldsNotIn);
  if (!isMap(value)) return none;
  const { properties, additional, isOpen } = wanted;
  const found: Fault[] = [];
  for (const name in value) {
    const known = properties.get(name) ?? additional;
    if (known !== undefined) addUnder(found, name, fieldsNotIn(known, value[name]));
    else if (!isOpen) addUnder(found, name, [{ path: "", message: "unknown field" }]);
  }
  return found;
}

type Map = Readonly<Record<string, unknown>>;

interface Kind {
  readonly name: string;
  readonly fits: (value: unknown) => boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  object: { name: "a map", fits: isMap },
  array: { name: "a list", fits: Array.isArray },
  string: { name: "text", fits: (value) => typeof value === "string" },
  integer: { name: "a whole number", fits: Number.isSafeInteger },
  number: { name: "a number", fits: Number.isFinite },
  boolean: { name: "true or false", fits: (value) => typeof value === "boolean" },
  intOrString: {
    name: "text or a whole number",
    fits: (value) => typeof value === "string" || Number.isSafeInteger(value),
  },
};

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function faultsOfFields({ properties, additional, required }: Prepared, value: Map): readonly Fault[] {
  const found: Fault[] = [];
  for (const name of required) {
    if (!has(value, name)) addUnder(found, name, [{ path: "", message: "required, but missing" }]);
  }
  // Walks the fields of the value, since most values have only some fields of their schema.
  for (const name in value) {
    const field = properties.get(name) ?? additional;
    if (field !== undefined && value[name] !== undefined) addUnder(found, name, faultsAgainst(field, value[name]));
  }
  return found;
}

function faultsOfItems(
  { items }: Prepared,
  values: readonly unknown[],
  faultsOf: (wanted: Prepared, value: unknown) => readonly Fault[],
): readonly Fault[] {
  if (items === undefined) return none;
  const found: Fault[] = [];
  values.forEach((each, index) => {
    for (const { path, message } of faultsOf(items, each)) found.push({ path: joined(`[${index}]`, path), message });
  });
  return found;
}

/** Adds faults of a field. Paths are built only for faults, from the inside out, since most values have no faults. */
function addUnder(found: Fault[], name: string, faults: readonly Fault[]): void {
  for (const { path, message } of faults) found.push({ path: joined(fieldStep(name), path), message });
}

const none: readonly Fault[] = [];

function has(value: Map, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined;
}

/** The bound that a value of the right type violates; undefined if none. */
function outsideBounds(bounds: Bounds, value: unknown): string | undefined {
  if (typeof value === "string") return textFault(bounds, value);
  if (typeof value === "number") return boundFault(value, bounds.minimum, bounds.maximum);
  if (!Array.isArray(value)) return undefined;
  return boundFault(value.length, bounds.minItems, bounds.maxItems, " items");
}

const patternOf = remembering((pattern: string) => pattern, (pattern) => new RegExp(pattern, "u"));

function textFault(bounds: Bounds, value: string): string | undefined {
  if (bounds.enum !== undefined && !bounds.enum.includes(value)) {
    return bounds.enum.length === 1 ? `${bounds.enum[0]}` : `one of ${bounds.enum.join(", ")}`;
  }
  if (bounds.pattern !== undefined && !patternOf(bounds.pattern).test(value)) {
    return `text that matches ${bounds.pattern}`;
  }
  if (bounds.format === "date-time" && toInstant(value) === undefined) {
    return "a time like 2026-11-23T10:00:00Z";
  }
  if (bounds.minLength === undefined && bounds.maxLength === undefined) return undefined;
  return boundFault(charactersIn(value), bounds.minLength, bounds.maxLength, " characters");
}

function boundFault(value: number, minimum?: number, maximum?: number, unit = ""): string | undefined {
  if (minimum !== undefined && value < minimum) return `at least ${minimum}${unit}`;
  return maximum !== undefined && value > maximum ? `at most ${maximum}${unit}` : undefined;
}

/** The description of a value for a message: its type and, if it is short, the value itself. */
function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return `text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === "number" || typeof value === "bigint") return `number ${value}`;
  if (typeof value === "boolean") return `${value}`;
  if (Array.isArray(value)) return value.length === 1 ? "a list of 1 item" : `a list of ${value.length} items`;
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}

function fieldStep(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? name : `[${JSON.stringify(name)}]`;
}

function joined(step: string, rest: string): string {
  return rest === "" || rest.startsWith("[") ? step + rest : `${step}.${rest}`;
}

/** The number of characters. Only text that is not printable ASCII needs to be counted, which takes long. */
function charactersIn(text: string): number {
  return isPrintable(text) ? text.length : [...text].length;
}
