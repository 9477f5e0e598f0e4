/**
 * The plain values of YAML documents. A document without such a value, e.g. one that contains itself, has a fault.
 *
 * @module
 */

import { type Document, isCollection, LineCounter, type Node, parseDocument, visit } from "yaml";
import { causeOf } from "../ground/cause.ts";
import { kubernetesYAML, mostDepth, tooDeep, tooDeepAt, yamlFault } from "./kubernetes_yaml.ts";

/** A value, or a text that says why there is none. */
export type YAMLValue = { readonly is: unknown } | { readonly fault: string };

/** A fault with its place in the text. */
export interface PlacedFault {
  readonly offset: number;
  readonly fault: string;
}

/**
 * The value of a text with one document.
 *
 * ```ts
 * import { parseYAML } from "./yaml_value.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseYAML("a: yes"), { is: { a: true } });
 * assert.deepEqual(parseYAML("a: &x\n- *x"), { fault: "line 2: the anchor &x contains itself; write its alias *x out" });
 * ```
 */
export function parseYAML(text: string): YAMLValue {
  if (tooDeepAt(text) !== undefined) return { fault: tooDeep };
  const lines = new LineCounter();
  const document = parseDocument(text, { ...kubernetesYAML, lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const fault = error === undefined
    ? containsItself(document)
    : { offset: error.pos[0], fault: yamlFault(error, text) };
  if (fault === undefined) return valueOf(document.contents, document);
  return { fault: `line ${lines.linePos(fault.offset).line}: ${fault.fault}` };
}

/**
 * The first alias that is inside its own anchor; undefined if there is none. The value of such a document would have no
 * end. An alias refers only to anchors before it, so no other document has an endless value.
 */
export function containsItself(document: Document.Parsed): PlacedFault | undefined {
  let found: PlacedFault | undefined;
  visit(document, {
    Alias: (_, alias, path) => {
      const around = path.filter((each) => isCollection(each) && each.anchor === alias.source);
      if (around.length === 0 || !around.some((each) => each === alias.resolve(document))) return undefined;
      const { source } = alias;
      const fault = `the anchor &${source} contains itself; write its alias *${source} out`;
      found = { offset: alias.range?.[0] ?? 0, fault };
      return visit.BREAK;
    },
  });
  return found;
}

/** The value of a node in a document that does not contain itself. */
export function valueOf(node: Node | null, document: Document.Parsed): YAMLValue {
  if (node === null) return { is: null };
  try {
    const value: unknown = node.toJS(document, { maxAliasCount: 1000 });
    return isDeeper(value, mostDepth) ? { fault: tooDeep } : { is: value };
  } catch (error) {
    if (error instanceof RangeError) return { fault: tooDeep };
    const cause = causeOf(error);
    return { fault: cause.startsWith("Excessive alias count") ? tooManyAliases : cause };
  }
}

const tooManyAliases = "its aliases repeat more than 1000 values: write them out";

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const each of Object.values(value)) if (isDeeper(each, levels - 1)) return true;
  return false;
}
