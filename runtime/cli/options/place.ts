/**
 * The source of a component's objects, by its options: a folder, a kubeconfig, or the cluster of the Pod.
 *
 * @module
 */

import type { StorePlace } from "../../store/open_store.ts";

export function placeOf(options: { readonly folder?: string; readonly kubeconfig?: string }): StorePlace {
  const { folder, kubeconfig } = options;
  if (folder !== undefined) return { at: "folder", path: folder };
  return kubeconfig === undefined ? { at: "cluster" } : { at: "kubeconfig", files: [kubeconfig] };
}
