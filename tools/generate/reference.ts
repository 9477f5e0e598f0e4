import { type CrdSchema, type CustomKind, sharedType } from "./custom_kind.ts";

const head = `# Configuration reference

Every field of every kind. In a cluster, \`kubectl explain ipaddresspool.spec.addresses\` says the same.

<!-- Made by \`deno task generate\` from manifests/crds: edit the CRDs, not this file. -->
`;

/** The chapters: kinds that users write, and kinds that users only read. */
const chapters = [
  {
    title: "What you write",
    kinds: ["IPAddressPool", "L2Advertisement", "BGPAdvertisement", "BGPPeer", "BFDProfile", "Community"],
  },
  { title: "What you read", kinds: ["VirtualIP", "ServiceL2Status", "ServiceBGPStatus", "ConfigurationState"] },
];

/** The reference as Markdown, before `deno fmt`. */
export function referenceText(kinds: readonly CustomKind[]): string {
  const left = kinds.filter(({ kind }) => !chapters.some((chapter) => chapter.kinds.includes(kind)));
  if (left.length > 0) throw new Error(`Cannot describe ${left.map(({ kind }) => kind)}: no chapter contains it`);
  const links = chapters.map(({ title, kinds }) =>
    `- ${title}: ${kinds.map((kind) => `[${kind}](#${kind.toLowerCase()})`).join(", ")}`
  );
  const parts = chapters.flatMap((chapter) =>
    chapter.kinds.flatMap((name) => kinds.filter(({ kind }) => kind === name))
  );
  return [head, ...links, "", ...parts.map(kindText)].join("\n");
}

function kindText({ kind, apiVersion, schema, isNamespaced, names, columns }: CustomKind): string {
  const where = isNamespaced ? "in the namespace of the controller" : "for the whole cluster";
  const get = `kubectl get ${names.at(-1)}${isNamespaced ? " -n metallb-system" : ""}`;
  const facts = `\`${apiVersion}\`, ${where}. \`${get}\` shows ${columns.join(", ")}.`;
  const fields = Object.entries(schema.properties ?? {})
    .flatMap(([name, part]) => fieldText({ name, schema: part, required: isRequired(schema, name), depth: 0 }));
  return `## ${kind}\n\n${schema.description ?? ""}\n\n${facts}\n\n${fields.join("\n")}\n`;
}

interface Field {
  readonly name: string;
  readonly schema: CrdSchema;
  readonly required: boolean;
  readonly depth: number;
}

/** A field and the fields inside it, as items of nested lists. */
function fieldText({ name, schema, required, depth }: Field): string[] {
  const facts = [typeText(schema), ...required ? ["required"] : [], ...limits(schema)];
  const item = `${"  ".repeat(depth)}- **${name}** _(${facts.join(", ")})_ ${schema.description ?? ""}${
    refusals(schema)
  }`;
  const inner = schema.type === "array" ? schema.items ?? {} : schema;
  if (sharedType(inner) !== undefined) return [item];
  const below = Object.entries(inner.properties ?? {}).flatMap(([name, field]) =>
    fieldText({ name, schema: field, required: isRequired(inner, name), depth: depth + 1 })
  );
  return [item, ...below];
}

function isRequired({ required = [] }: CrdSchema, name: string): boolean {
  return required.includes(name);
}

function typeText(schema: CrdSchema): string {
  const shared = sharedType(schema);
  if (shared !== undefined) return shared;
  if (schema["x-kubernetes-int-or-string"] === true) return "number or text";
  switch (schema.type) {
    case "array":
      return `list of ${typeText(schema.items ?? {})}`;
    case "object":
      return schema.additionalProperties === undefined ? "object" : `map to ${typeText(schema.additionalProperties)}`;
    case "string":
      return schema.enum === undefined ? "text" : schema.enum.map((each) => `\`${each}\``).join(" or ");
    default:
      return schema.type ?? "anything";
  }
}

function limits(schema: CrdSchema): string[] {
  const { default: byDefault, minimum, maximum } = schema;
  const range = minimum !== undefined && maximum !== undefined
    ? [`${minimum} to ${maximum}`]
    : minimum !== undefined
    ? [`at least ${minimum}`]
    : maximum !== undefined
    ? [`at most ${maximum}`]
    : [];
  return [...range, ...byDefault === undefined ? [] : [`default \`${JSON.stringify(byDefault)}\``]];
}

/** The messages that the API server shows when it refuses a value, from the rules in the schema. */
function refusals(schema: CrdSchema): string {
  const said = [...messages(schema), ...messages(schema.items ?? {})];
  return said.length === 0 ? "" : ` Refused: ${[...new Set(said)].join("; ")}.`;
}

function messages(schema: CrdSchema): string[] {
  const rules: unknown = schema["x-kubernetes-validations"];
  return Array.isArray(rules) ? rules.flatMap((rule) => typeof rule?.message === "string" ? rule.message : []) : [];
}
