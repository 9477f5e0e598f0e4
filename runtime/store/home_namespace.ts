import type { KindName } from "../../functions/model/kinds.ts";
import { resources } from "./resources.ts";

/** Of the kinds that Kubernetes brings along, those that are looked for beside the configuration only. */
const besideConfiguration: readonly KindName[] = ["Lease", "Secret", "ConfigMap"];

/**
 * Where an object from a file is: what it says, else where `kubectl apply` would be told to put it, a Service and its like in
 * `default`, configuration and what goes with it in the given one. Undefined for kinds that are in no namespace.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(homeNamespace("Service", undefined, "metallb-system"), "default");
 * assert.equal(homeNamespace("IPAddressPool", undefined, "metallb-system"), "metallb-system");
 * assert.equal(homeNamespace("Secret", "elsewhere", "metallb-system"), "elsewhere");
 * assert.equal(homeNamespace("Node", "default", "metallb-system"), undefined);
 * ```
 */
export function homeNamespace(kind: KindName, given: unknown, configuration: string): string | undefined {
  const { namespaced, apiVersion } = resources[kind];
  if (!namespaced) return undefined;
  if (typeof given === "string" && given !== "") return given;
  return apiVersion.startsWith("metallb.io/") || besideConfiguration.includes(kind) ? configuration : "default";
}
