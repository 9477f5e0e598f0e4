/**
 * Finds and removes objects that earlier deployments left in the cluster.
 *
 * @module
 */

import { fieldManager, type Stored } from "./applied.ts";
import type { Kubectl } from "./kubectl.ts";
import { managedBy } from "./kustomization.ts";
import { listText, type Manifest, nameOnly } from "./manifest.ts";

/**
 * The kinds of objects that `deploy` removes when they are no longer needed. Only `--uninstall --purge` removes
 * namespaces, custom kinds and objects of users.
 */
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

interface Installed extends Stored {
  /** The creation time in the API server's format, which has a resolution of one second. */
  readonly createdAt: string;
  /** The value of the object's component label; "" without one. */
  readonly component: string;
  /** The names of the object's field managers. */
  readonly managers: readonly string[];
}

/**
 * All objects of these kinds that `deploy` has made, workloads first. They are recognised by their label and their
 * field manager.
 */
export async function installed(kubectl: Kubectl): Promise<readonly Installed[]> {
  const columns = [
    "apiVersion",
    "kind",
    "metadata.namespace",
    "metadata.name",
    "metadata.creationTimestamp",
    "metadata.uid",
    "metadata.labels.app\\.kubernetes\\.io/component",
    "metadata.managedFields[*].manager",
  ];
  const line = columns.map((column) => `{.${column}}`).join("|");
  const selector = `app.kubernetes.io/managed-by=${managedBy}`;
  const format = `jsonpath={range .items[*]}${line}{"\\n"}{end}`;
  const where = ["--all-namespaces", "-l", selector, "--show-managed-fields"];
  const text = await kubectl.run(["get", kinds.join(","), ...where, "-o", format]);
  const lines = text.split("\n").filter((each) => each !== "");
  return lines.map(read).filter(({ managers }) => managers.includes(fieldManager));
}

function read(line: string): Installed {
  const [
    apiVersion = "",
    kind = "",
    namespace = "",
    name = "",
    createdAt = "",
    uid = "",
    component = "",
    managers = "",
  ] = line.split("|");
  const metadata = { name, ...(namespace !== "" && { namespace }) };
  return { apiVersion, kind, metadata, createdAt, uid, component, managers: managers.split(" ") };
}

/**
 * The objects that were found but not applied, compared by UID. The ConfigMap of the previous program is not among
 * them, since `kubectl rollout undo` needs it.
 */
export function leftovers(found: readonly Installed[], applied: readonly Stored[]): readonly Manifest[] {
  const identities = new Set(applied.map(({ uid }) => uid));
  const unwanted = found.filter(({ uid }) => !identities.has(uid));
  const programs = unwanted.filter(({ component }) => component === "program");
  const last = programs.toSorted((one, other) => one.createdAt < other.createdAt ? 1 : -1)[0];
  return unwanted.filter((each) => each !== last);
}

/** Removes the objects, and waits until the API server has removed them. */
export async function remove(kubectl: Kubectl, objects: readonly Manifest[]): Promise<void> {
  if (objects.length === 0) return;
  await kubectl.run(["delete", "--ignore-not-found", "-f", "-"], listText(objects.map(nameOnly)));
}
