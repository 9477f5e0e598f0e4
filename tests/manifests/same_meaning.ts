/**
 * Objects without what may differ between the tools that rendered them.
 *
 * @module
 */

import type { KubernetesObject } from "../cluster/api_client.ts";

/** Labels that say who installed it. */
const installers = [
  "helm.sh/chart",
  ...["instance", "version", "managed-by"].map((name) => `app.kubernetes.io/${name}`),
];

/** Helm makes no namespace; kustomize makes no key. */
const ownOfOneTool: ReadonlySet<string> = new Set(["Namespace", "Secret"]);

/** By kind and name. */
export function meaningOf(objects: readonly KubernetesObject[]): Readonly<Record<string, unknown>> {
  const entries = objects.filter(({ kind = "" }) => !ownOfOneTool.has(kind)).map((object) => {
    // The name of the program ends with a hash, and each tool has its own.
    const text = JSON.stringify(withoutInstaller(object)).replaceAll(/arpeggio-program-\w{10}/g, "arpeggio-program");
    const meant = JSON.parse(text, sortedByName);
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

/** Lists whose items have names are sets to Kubernetes. */
function sortedByName(_key: string, value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((item) => typeof item?.name === "string")) return value;
  return value.toSorted((one, other) => one.name < other.name ? -1 : 1);
}
