/**
 * The paths of each kind in the Kubernetes API.
 *
 * @module
 */

import { kindTable } from "../../functions/model/kind_table.ts";
import type { KindName } from "../../functions/model/kinds.ts";

/**
 * The path of a collection, e.g. `/api/v1/services`,
 * `/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools`.
 */
export function collectionPath(kind: KindName, namespace?: string): string {
  const { apiVersion, plural } = kindTable[kind];
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = isNamespaced(kind) && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${place}/${plural}`;
}

/** The path of one object. */
export function objectPath(
  kind: KindName,
  { name, namespace }: { readonly name: string; readonly namespace?: string },
): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

export function isNamespaced(kind: KindName): boolean {
  return kindTable[kind].namespace !== "cluster";
}
