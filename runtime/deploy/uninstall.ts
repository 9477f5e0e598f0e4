/**
 * Takes an installation away, and only as much of it as is asked for.
 *
 * @module
 */

import type { Say } from "./deploy.ts";
import { secretName } from "./heartbeat_key.ts";
import { installed, leftovers, remove } from "./installed.ts";
import type { Kubectl } from "./kubectl.ts";
import { titleOf } from "./manifest.ts";

export interface UninstallOptions {
  readonly namespace: string;
  /** Also the custom kinds with every pool and advertisement, and the namespace. */
  readonly purge: boolean;
}

/**
 * Removes workloads and rights. Custom kinds, pools, VirtualIPs and the addresses in the status of Services stay, so that a later
 * installation goes on where this one ended.
 */
export async function uninstall(kubectl: Kubectl, { namespace, purge }: UninstallOptions, say: Say): Promise<void> {
  const objects = leftovers(await installed(kubectl), []);
  await remove(kubectl, objects);
  for (const each of objects) say(`Removed ${titleOf(each)}`);
  const place = ["--namespace", namespace, "--ignore-not-found"];
  await kubectl.run(["delete", "secret", secretName, ...place]);
  await kubectl.run(["delete", "leases.coordination.k8s.io", "-l", "arpeggio.dev/component", ...place]);
  await kubectl.run(["delete", "leases.coordination.k8s.io", "arpeggio-controller", ...place]);
  say("Removed the heartbeat key and the Leases");
  if (!purge) return;
  const part = ["-l", "app.kubernetes.io/part-of=arpeggio", "--ignore-not-found"];
  await kubectl.run(["delete", "customresourcedefinitions.apiextensions.k8s.io", ...part]);
  await kubectl.run(["delete", "namespace", namespace, "--ignore-not-found"]);
  say(`Removed the custom kinds with all their objects, and namespace ${namespace}`);
}
