/**
 * Flaws of a list of label selectors.
 *
 * @module
 */

import { error, type Flaw } from "./fault.ts";
import { isRecord, listFlaws, listOf } from "./shape.ts";

/**
 * The errors in the list: selectors that Kubernetes would refuse, duplicate selectors, and selectors with duplicate
 * requirements. Kubernetes accepts duplicates, but MetalLB refuses them.
 */
export function selectorListFlaws(field: string, value: unknown): readonly Flaw[] {
  const selectors = listOf(value);
  const canonical = selectors.map(canonicalSelector);
  return [
    ...listFlaws(field, value),
    ...selectors.flatMap((selector, index) => selectorFlaws(`${field}[${index}]`, selector)),
    ...canonical.flatMap((text, index) =>
      canonical.indexOf(text) === index
        ? []
        : [error(`${field}[${index}]`, "DuplicateEntry", "The same selector comes twice; remove one")]
    ),
  ];
}

export function selectorFlaws(field: string, selector: unknown): readonly Flaw[] {
  if (!isRecord(selector)) return [invalid(field, `not a selector: found ${JSON.stringify(selector)}`)];
  const labels = Object.entries(isRecord(selector["matchLabels"]) ? selector["matchLabels"] : {});
  const expressions = listOf(selector["matchExpressions"]);
  return [
    ...(selector["matchLabels"] === undefined || isRecord(selector["matchLabels"])
      ? []
      : [invalid(`${field}.matchLabels`, "not a map of labels")]),
    ...labels.filter(([, label]) => typeof label !== "string").map(([key, label]) =>
      invalid(`${field}.matchLabels`, `label ${key} is ${JSON.stringify(label)}; write it in quotes`)
    ),
    ...listFlaws(`${field}.matchExpressions`, selector["matchExpressions"]),
    ...expressions.flatMap((each, index) => expressionFlaws(`${field}.matchExpressions[${index}]`, each)),
    ...duplicates(`${field}.matchExpressions`, expressions.map((each) => canonicalExpression(each))),
  ];
}

function expressionFlaws(field: string, expression: unknown): readonly Flaw[] {
  if (!isRecord(expression) || typeof expression["key"] !== "string" || expression["key"] === "") {
    return [invalid(field, "an expression needs a key")];
  }
  const values = listOf(expression["values"]);
  switch (expression["operator"]) {
    case "In":
    case "NotIn":
      return [
        ...(values.length === 0 ? [invalid(`${field}.values`, `${expression["operator"]} needs values`)] : []),
        ...(values.every((value) => typeof value === "string") ? [] : [invalid(`${field}.values`, "not all text")]),
        ...duplicates(`${field}.values`, values.map((value) => JSON.stringify(value))),
      ];
    case "Exists":
    case "DoesNotExist":
      return values.length === 0 ? [] : [invalid(`${field}.values`, `${expression["operator"]} takes no values`)];
    default: {
      const found = JSON.stringify(expression["operator"]);
      return [invalid(`${field}.operator`, `found ${found}; write In, NotIn, Exists or DoesNotExist`)];
    }
  }
}

function duplicates(field: string, texts: readonly string[]): readonly Flaw[] {
  return texts.flatMap((text, index) =>
    texts.indexOf(text) === index ? [] : [error(`${field}[${index}]`, "DuplicateEntry", `${text} comes twice`)]
  );
}

function invalid(field: string, what: string): Flaw {
  return error(field, "InvalidSelector", `Cannot read selector: ${what}`);
}

function canonicalSelector(selector: unknown): string {
  if (!isRecord(selector)) return JSON.stringify(selector);
  const labels = Object.entries(isRecord(selector["matchLabels"]) ? selector["matchLabels"] : {});
  return JSON.stringify([
    labels.map((label) => JSON.stringify(label)).toSorted(),
    listOf(selector["matchExpressions"]).map(canonicalExpression).toSorted(),
  ]);
}

function canonicalExpression(expression: unknown): string {
  if (!isRecord(expression)) return JSON.stringify(expression);
  const { key, operator, values } = expression;
  return JSON.stringify([key, operator, listOf(values).map((value) => JSON.stringify(value)).toSorted()]);
}
