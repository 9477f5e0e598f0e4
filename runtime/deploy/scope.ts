/**
 * Removes the namespace from objects of cluster-scoped kinds. Kustomize knows only the kinds of its own release, and
 * gives all other objects a namespace. So the API server is asked which kinds are cluster-scoped.
 *
 * @module
 */

import type { Kubectl } from "./kubectl.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The objects, without a namespace on objects of cluster-scoped kinds. Objects of kinds that the API server does not
 * serve are not changed.
 */
export async function scoped(kubectl: Kubectl, objects: readonly Manifest[]): Promise<readonly Manifest[]> {
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))];
  const kinds = new Set((await Promise.all(versions.map((version) => clusterKinds(kubectl, version)))).flat());
  return objects.map((object) => kinds.has(keyOf(object.apiVersion, object.kind)) ? withoutNamespace(object) : object);
}

async function clusterKinds(kubectl: Kubectl, version: string): Promise<readonly string[]> {
  const path = version.includes("/") ? `/apis/${version}` : `/api/${version}`;
  const answered: unknown = JSON.parse(await kubectl.run(["get", "--raw", path]));
  const { resources }: { resources?: unknown } = Object(answered);
  const all: readonly unknown[] = Array.isArray(resources) ? resources : [];
  return all.map((each) => Object(each)).filter(({ namespaced }) => namespaced === false)
    .map(({ kind }) => keyOf(version, String(kind)));
}

function withoutNamespace(object: Manifest): Manifest {
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}
