import { kindTable } from "../../functions/model/kind_table.ts";
import type { KindName } from "../../functions/model/kinds.ts";

/**
 * The namespace of an object from a file; undefined for cluster-scoped kinds. If the object names none, Services,
 * EndpointSlices and Events get `others`. Other kinds, e.g. pools, Leases and Secrets, get `configuration`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(homeNamespace("Service", undefined, "metallb-system"), "default");
 * assert.equal(homeNamespace("IPAddressPool", undefined, "metallb-system"), "metallb-system");
 * assert.equal(homeNamespace("Secret", "elsewhere", "metallb-system"), "elsewhere");
 * assert.equal(homeNamespace("Node", "default", "metallb-system"), undefined);
 * ```
 */
export function homeNamespace(
  kind: KindName,
  given: unknown,
  configuration: string,
  others = "default",
): string | undefined {
  const home = kindTable[kind].namespace;
  if (home === "cluster") return undefined;
  if (typeof given === "string" && given !== "") return given;
  return home === "ours" ? configuration : others;
}
