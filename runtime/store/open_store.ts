/**
 * The store that a command line asks for.
 *
 * @module
 */

import { defaultSettings } from "../../functions/model/observed.ts";
import type { KindName } from "../../functions/model/kinds.ts";
import type { Store } from "./store.ts";

/** Where the objects are. */
export type StorePlace =
  /** A directory of YAML. */
  | { readonly at: "folder"; readonly path: string }
  /** The cluster of a kubeconfig. Without files those that kubectl would read: `$KUBECONFIG`, else `~/.kube/config`. */
  | { readonly at: "kubeconfig"; readonly files?: readonly string[]; readonly context?: string }
  /** The cluster that this Pod belongs to. */
  | { readonly at: "cluster" };

export interface OpenOptions {
  /** Whose name the written fields carry: `arpeggio-controller`, `arpeggio-announcer`. */
  readonly fieldManager: string;
  /** Where configuration of a folder is that names no namespace; by default `metallb-system`. */
  readonly namespace?: string;
  /** The only kinds that will be asked for, or written. Absent: any. */
  readonly kinds?: ReadonlySet<KindName>;
}

/**
 * Opens a store; nothing is asked of it yet. Imports only what that kind of store needs. Throws `AccessError` for a
 * kubeconfig that cannot be used, `FolderError` for a folder that is none.
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

function usualFiles(): string[] {
  const named = (Deno.env.get("KUBECONFIG") ?? "").split(":").filter((file) => file !== "");
  return named.length > 0 ? named : [`${Deno.env.get("HOME") ?? ""}/.kube/config`];
}
