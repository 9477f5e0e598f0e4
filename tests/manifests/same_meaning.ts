/**
 * Makes objects from different tools comparable: removes the parts that always differ between the tools, and sorts.
 *
 * @module
 */

import type { KubernetesObject } from "../cluster/machine/api_client.ts";

/** Labels whose values depend on the tool that installs. */
const installers = [
  "helm.sh/chart",
  ...["instance", "version", "managed-by"].map((name) => `app.kubernetes.io/${name}`),
];

/** Helm renders no namespace, and kustomize no key. */
const ownOfOneTool: ReadonlySet<string> = new Set(["Namespace", "Secret"]);

/** The objects by kind and name, without the parts that differ between tools. */
export function meaningOf(objects: readonly KubernetesObject[]): Readonly<Record<string, unknown>> {
  const entries = objects.filter(({ kind = "" }) => !ownOfOneTool.has(kind)).map((object) => {
    const meant = JSON.parse(JSON.stringify(withoutInstaller(object)), sortedByName);
    return [`${meant.kind} ${meant.metadata.name}`, meant] as const;
  });
  return Object.fromEntries(entries.toSorted(([one], [other]) => one < other ? -1 : 1));
}

function withoutInstaller(object: KubernetesObject): unknown {
  const { metadata: { labels = {}, annotations = {}, ...metadata } } = object;
  const own = Object.entries(labels).filter(([name]) => !installers.includes(name));
  const notes = Object.entries(annotations).filter(([name]) => name !== "helm.sh/resource-policy");
  return {
    ...object,
    metadata: { ...metadata, labels: Object.fromEntries(own), annotations: Object.fromEntries(notes) },
  };
}

/** Sorts lists whose items have names, so that the order of their items does not count. */
function sortedByName(_key: string, value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((item) => typeof item?.name === "string")) return value;
  return value.toSorted((one, other) => one.name < other.name ? -1 : 1);
}
