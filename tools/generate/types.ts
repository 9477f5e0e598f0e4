import { type CrdSchema, type CustomKind, sharedType } from "./custom_kind.ts";

/** The import in the generated file, relative to that file. */
const kubernetes = "./kubernetes.ts";

const head = `/**
 * The custom kinds, as \`manifests/crds/\` declares them. Made by \`deno task generate\`: edit the CRDs, not this file.
 *
 * @module
 */

import type { Condition, KubernetesObject, LabelSelector } from "${kubernetes}";
`;

/** The TypeScript interfaces of the kinds, before `deno fmt`. */
export function typesText(kinds: readonly CustomKind[]): string {
  const names = kinds.map(({ kind }) => `readonly ${kind}: ${kind};`).join("\n");
  const all = `/** The custom kinds by name. */\nexport interface CustomKinds {\n${names}\n}\n`;
  return [head, all, ...kinds.map(kindText)].join("\n");
}

function kindText({ kind, apiVersion, schema }: CustomKind): string {
  const parts = ["spec", "status"].flatMap((name) => {
    const part = schema.properties?.[name];
    return part === undefined || isEmpty(part) ? [] : [{ name, part, type: `${kind}${capitalised(name)}` }];
  });
  const fields = parts.map(({ name, type }) => `readonly ${name}${mark(schema, name)}: ${type};`);
  const whole = `${comment(schema)}export interface ${kind} extends KubernetesObject {
    readonly apiVersion: "${apiVersion}";
    readonly kind: "${kind}";
    ${fields.join("\n")}
  }\n`;
  const inner = parts.map(({ part, type }) => `${comment(part)}export interface ${type} ${fieldsText(part)}\n`);
  return [whole, ...inner].join("\n");
}

function fieldsText(schema: CrdSchema): string {
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => !isEmpty(field)).map(([name, field]) =>
    `${comment(field)}readonly ${name}${mark(schema, name)}: ${typeText(field)};`
  );
  return `{\n${fields.join("\n")}\n}`;
}

function typeText(schema: CrdSchema): string {
  const shared = sharedType(schema);
  if (shared !== undefined) return shared;
  if (schema["x-kubernetes-int-or-string"] === true) return "number | string";
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  switch (schema.type) {
    case "string":
    case "boolean":
      return schema.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly ${inList(typeText(schema.items ?? {}))}[]`;
    case "object":
      return schema.additionalProperties === undefined
        ? fieldsText(schema)
        : `Readonly<Record<string, ${typeText(schema.additionalProperties)}>>`;
    default:
      return "unknown";
  }
}

function inList(type: string): string {
  return type.includes(" | ") && !type.startsWith("{") ? `(${type})` : type;
}

function isEmpty(schema: CrdSchema): boolean {
  return schema.type === "object" && schema.properties === undefined && schema.additionalProperties === undefined;
}

function mark(schema: CrdSchema, name: string): "" | "?" {
  return schema.required?.includes(name) ? "" : "?";
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The description as a comment, in lines no longer than the formatter allows. */
function comment({ description }: CrdSchema): string {
  if (description === undefined) return "";
  const lines: string[] = [""];
  for (const word of description.trim().split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length > 110) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.length === 1 ? `/** ${lines[0]} */\n` : `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}
