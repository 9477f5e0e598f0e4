/**
 * Names the objects that were read from manifests, for an answer that has nothing else to show.
 *
 * @module
 */

import { counted } from "../../../functions/model/counted.ts";

/**
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(readText(new Map([["Deployment", 2], ["Ingress", 1]])), "Read 3 objects: 2 Deployment, 1 Ingress.");
 * assert.equal(readText(new Map()), "");
 * ```
 */
export function readText(kinds: ReadonlyMap<string, number>): string {
  if (kinds.size === 0) return "";
  const all = kinds.values().reduce((sum, each) => sum + each, 0);
  const shown = [...kinds].slice(0, 8).map(([kind, number]) => `${number} ${kind}`).join(", ");
  return `Read ${counted(all, "object")}: ${shown}${kinds.size > 8 ? " and others" : ""}.`;
}
