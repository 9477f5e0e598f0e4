/**
 * Removes an installation, in whole or in part.
 *
 * @module
 */

import { labelComponent } from "../../functions/model/names.ts";
import type { Say } from "./deploy.ts";
import { secretName } from "./heartbeat_key.ts";
import { installed, remove } from "./installed.ts";
import type { Kubectl } from "./kubectl.ts";
import { type Manifest, manifestsIn, nameOnly, titleOf } from "./manifest.ts";
import { nothingToRemove } from "./words.ts";

const crds = "customresourcedefinitions.apiextensions.k8s.io";

/** The name of the controllers' Lease. */
const lease = "arpeggio-controller";

export interface UninstallOptions {
  readonly namespace: string;
  /** True: also removes the custom kinds with all pools and advertisements, and the namespace. */
  readonly purge: boolean;
}

/**
 * Removes workloads and rights, the heartbeat key and the Leases. Without `purge`, the custom kinds, the pools and the
 * VirtualIPs stay. The addresses in the status of Services always stay. A later installation continues with what is
 * left.
 */
export async function uninstall(kubectl: Kubectl, options: UninstallOptions, say: Say): Promise<void> {
  let count = 0;
  // Each part is listed only when the previous part is gone: announcers that still run create their Leases again.
  for (const part of partsOf(options)) {
    const objects = await part(kubectl);
    await remove(kubectl, objects);
    for (const line of told(objects)) say(`Removed ${line}`);
    count += objects.length;
  }
  if (count === 0) say(nothingToRemove);
}

/** The objects that `uninstall` removes, in the order of removal. */
export async function removable(kubectl: Kubectl, options: UninstallOptions): Promise<readonly Manifest[]> {
  return (await Promise.all(partsOf(options).map((part) => part(kubectl)))).flat().map(nameOnly);
}

type Part = (kubectl: Kubectl) => Promise<readonly Manifest[]>;

function partsOf({ namespace, purge }: UninstallOptions): readonly Part[] {
  const place = ["--namespace", namespace];
  const leases = "leases.coordination.k8s.io";
  return [
    installed,
    found(["secret", secretName, ...place], [leases, "-l", labelComponent, ...place], [leases, lease, ...place]),
    ...(purge ? [found([crds, "-l", "app.kubernetes.io/part-of=arpeggio"]), found(["namespace", namespace])] : []),
  ];
}

function found(...queries: readonly (readonly string[])[]): Part {
  return async (kubectl) =>
    (await Promise.all(queries.map((args) => kubectl.read(["get", ...args])))).flatMap(manifestsIn);
}

/** A line for each object; Leases, one for each node, are only counted. */
function told(objects: readonly Manifest[]): readonly string[] {
  const leases = objects.filter(({ kind }) => kind === "Lease").length;
  const titles = objects.filter(({ kind }) => kind !== "Lease").map(titleOf);
  return leases === 0 ? titles : [...titles, `${leases} Leases`];
}
