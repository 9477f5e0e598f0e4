/**
 * Label selectors, as Kubernetes reads them (apimachinery, `labels.Selector`).
 *
 * @module
 */

import type { Labels, LabelSelector, LabelSelectorRequirement } from "./kubernetes.ts";

/**
 * True if these labels meet all requirements of the selector. An empty selector matches all labels. A selector with an
 * unknown operator matches none.
 *
 * ```ts
 * import { matches } from "./selector.ts";
 * import assert from "node:assert/strict";
 * assert.equal(matches({ matchLabels: { app: "web" } }, { app: "web", tier: "front" }), true);
 * assert.equal(matches({ matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, {}), true);
 * assert.equal(matches({}, undefined), true);
 * ```
 */
export function matches(selector: LabelSelector, labels: Labels | undefined): boolean {
  const present = labels ?? {};
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labelOf(present, key) === value) &&
    (selector.matchExpressions ?? []).every((requirement) => holds(requirement, present));
}

/** True if one of the selectors matches, or if the list is empty: an empty list means no restriction. */
export function matchesAny(selectors: readonly LabelSelector[] | undefined, labels: Labels | undefined): boolean {
  return selectors === undefined || selectors.length === 0 || selectors.some((selector) => matches(selector, labels));
}

function holds(requirement: LabelSelectorRequirement, labels: Labels): boolean {
  const label = labelOf(labels, requirement.key);
  const named = label !== undefined && (requirement.values ?? []).includes(label);
  switch (requirement.operator) {
    case "In":
      return named;
    case "NotIn":
      return !named;
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}

function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
