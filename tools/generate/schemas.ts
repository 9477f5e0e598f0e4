import { type CrdSchema, type CustomKind, sharedType } from "./custom_kind.ts";

/** The import in the generated file, relative to that file. */
const types = "../../../functions/model/crds.ts";

const head = `/**
 * The schemas of the custom kinds. Made by \`deno task generate\` from \`manifests/crds/\`: edit the CRDs, not this file.
 *
 * @module
 */

import type { CustomKinds } from "${types}";
import type { Schema } from "../schema/structural_schema.ts";
`;

const kept: ReadonlySet<string> = new Set([
  "type",
  "nullable",
  "required",
  "properties",
  "additionalProperties",
  "items",
  "enum",
  "format",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "x-kubernetes-int-or-string",
  "x-kubernetes-preserve-unknown-fields",
]);

/** The schemas as TypeScript, before `deno fmt`. Fields that only people or the API server need are left out. */
export function schemasText(kinds: readonly CustomKind[]): string {
  const shared = new Map<string, string>();
  const all = kinds.map((kind) => `${kind.kind}: ${schemaText(kind.schema, shared)}`);
  const constants = [...shared].map(([name, text]) => `const ${name}: Schema = ${text};`);
  const table = `/** For each kind the version that is stored. */
export const customApiVersions = {
  ${kinds.map(({ kind, apiVersion }) => `${kind}: "${apiVersion}"`).join(",\n")},
} as const satisfies { [K in keyof CustomKinds]: CustomKinds[K]["apiVersion"] };

/** The schema of each kind, without \`apiVersion\`, \`kind\` and \`metadata\`. */
export const customSchemas: Readonly<Record<keyof CustomKinds, Schema>> = {\n${all.join(",\n")},\n};\n`;
  return [head, ...constants, table].join("\n");
}

/** The schema of a LabelSelector or a Condition becomes a constant, which is collected in `shared`. */
function schemaText(schema: CrdSchema, shared: Map<string, string>): string {
  const name = sharedType(schema);
  if (name === undefined) return plainText(schema, shared);
  const constant = name.charAt(0).toLowerCase() + name.slice(1);
  const text = plainText(schema, shared);
  const before = shared.get(constant);
  if (before !== undefined && before !== text) throw new Error(`Cannot share ${name}: two CRDs declare it differently`);
  shared.set(constant, text);
  return constant;
}

function plainText(schema: CrdSchema, shared: Map<string, string>): string {
  const fields = Object.entries(schema).filter(([keyword]) => kept.has(keyword)).map(([keyword, value]) => {
    const key = /^[a-zA-Z]+$/.test(keyword) ? keyword : JSON.stringify(keyword);
    return `${key}: ${keywordText(schema, keyword, shared) ?? JSON.stringify(value)}`;
  });
  return `{ ${fields.join(", ")} }`;
}

function keywordText(schema: CrdSchema, keyword: string, shared: Map<string, string>): string | undefined {
  if (keyword === "items" && schema.items) return schemaText(schema.items, shared);
  if (keyword === "additionalProperties" && schema.additionalProperties) {
    return schemaText(schema.additionalProperties, shared);
  }
  if (keyword !== "properties" || schema.properties === undefined) return undefined;
  const fields = Object.entries(schema.properties).map(([name, field]) => `${name}: ${schemaText(field, shared)}`);
  return `{\n${fields.join(",\n")}\n}`;
}
