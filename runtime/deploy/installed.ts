/**
 * What earlier deployments have left in the cluster, and its removal.
 *
 * @module
 */

import type { Kubectl } from "./kubectl.ts";
import { managedBy } from "./kustomization.ts";
import { type Manifest, titleOf } from "./manifest.ts";

/** Of these kinds `deploy` makes objects that it may remove again: never a namespace, a custom kind or what users made. */
const kinds = [
  "deployments.apps",
  "daemonsets.apps",
  "configmaps",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
  "roles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "poddisruptionbudgets.policy",
  "serviceaccounts",
] as const;

interface Installed extends Manifest {
  /** As the API server writes it, to the second. */
  readonly createdAt: string;
}

/** Every object that `deploy` has made, workloads first. */
export async function installed(kubectl: Kubectl): Promise<readonly Installed[]> {
  const columns = ["apiVersion", "kind", "metadata.namespace", "metadata.name", "metadata.creationTimestamp"];
  const line = columns.map((column) => `{.${column}}`).join("|");
  const selector = `app.kubernetes.io/managed-by=${managedBy}`;
  const format = `jsonpath={range .items[*]}${line}{"\\n"}{end}`;
  const text = await kubectl.run(["get", kinds.join(","), "--all-namespaces", "-l", selector, "-o", format]);
  return text.split("\n").filter((each) => each !== "").map((each) => {
    const [apiVersion = "", kind = "", namespace = "", name = "", createdAt = ""] = each.split("|");
    return { apiVersion, kind, metadata: { name, ...(namespace !== "" && { namespace }) }, createdAt };
  });
}

/**
 * What is there and no longer wanted. Of the programs that are not, the last one stays: `kubectl rollout undo` goes back to it.
 */
export function leftovers(found: readonly Installed[], wanted: readonly Manifest[]): readonly Manifest[] {
  const titles = new Set(wanted.map(titleOf));
  const unwanted = found.filter((each) => !titles.has(titleOf(each)));
  const programs = unwanted.filter(({ kind }) => kind === "ConfigMap");
  const last = programs.toSorted((one, other) => one.createdAt < other.createdAt ? 1 : -1)[0];
  return wanted.length === 0 ? unwanted : unwanted.filter((each) => each !== last);
}

/** Removes them, and waits until the API server has done so. */
export async function remove(kubectl: Kubectl, objects: readonly Manifest[]): Promise<void> {
  if (objects.length === 0) return;
  const items = objects.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }));
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await kubectl.run(["delete", "--ignore-not-found", "-f", "-"], list);
}
