/**
 * Opens the store that the options name.
 *
 * @module
 */

import { defaultSettings } from "../../functions/model/observed.ts";
import type { KindName } from "../../functions/model/kinds.ts";
import type { Reader } from "./reader.ts";
import type { Store } from "./store.ts";

/** The place of the objects. */
export type StorePlace =
  /** A folder of YAML files. */
  | { readonly at: "folder"; readonly path: string }
  /** The cluster of a kubeconfig. By default the files of kubectl: `$KUBECONFIG`, otherwise `~/.kube/config`. */
  | KubeconfigPlace
  /** The cluster that this Pod belongs to. */
  | { readonly at: "cluster" };

export interface KubeconfigPlace {
  readonly at: "kubeconfig";
  readonly files?: readonly string[];
  readonly context?: string;
}

export interface OpenOptions {
  /** The field manager of all writes, e.g. `arpeggio-controller`. */
  readonly fieldManager: string;
  /** In a folder: the namespace of configuration objects that name none; by default `metallb-system`. */
  readonly namespace?: string;
  /** The kinds that will be read or written; absent: all. */
  readonly kinds?: ReadonlySet<KindName>;
}

/**
 * Opens a store, and imports only the code of that store. It sends no request yet. Throws `AccessError` if a kubeconfig
 * cannot be used, or if this is no Pod of a cluster, and `FolderError` if a folder cannot be used.
 */
export async function openStore(place: StorePlace, options: OpenOptions): Promise<Store> {
  const { fieldManager, namespace = defaultSettings.namespace, kinds } = options;
  if (place.at === "folder") {
    const { FolderStore } = await import("./folder/folder_store.ts");
    return await FolderStore.open(place.path, { namespace, ...(kinds !== undefined && { kinds }) });
  }
  const { KubeStore } = await import("./kube/kube_store.ts");
  if (place.at === "cluster") {
    const { inClusterAccess } = await import("./kube/in_cluster.ts");
    return new KubeStore(await inClusterAccess(), { fieldManager });
  }
  const { kubeconfigAccess } = await import("./kube/kubeconfig_access.ts");
  return new KubeStore(await kubeconfigAccess(place.files ?? usualFiles(), place.context), { fieldManager });
}

/**
 * Opens a reader for any path of the API server, e.g. of kinds that are not in `kindTable`. Throws `AccessError` for an
 * unusable kubeconfig.
 */
export async function openReader(
  { files, context }: Omit<KubeconfigPlace, "at">,
  userAgent: string,
): Promise<Reader> {
  const { ApiReader } = await import("./kube/api_reader.ts");
  const { kubeconfigAccess } = await import("./kube/kubeconfig_access.ts");
  return new ApiReader(await kubeconfigAccess(files ?? usualFiles(), context), userAgent);
}

/** The namespace of a kubeconfig's context, if it names one. Throws `AccessError` if the kubeconfig cannot be used. */
export async function contextNamespace({ files, context }: Omit<KubeconfigPlace, "at">): Promise<string | undefined> {
  const { readKubeconfig } = await import("./kube/kubeconfig_file.ts");
  return (await readKubeconfig(files ?? usualFiles(), context)).namespace;
}

function usualFiles(): string[] {
  const named = (Deno.env.get("KUBECONFIG") ?? "").split(":").filter((file) => file !== "");
  return named.length > 0 ? named : [`${Deno.env.get("HOME") ?? ""}/.kube/config`];
}
