/**
 * The final messages of `deploy` to its user.
 *
 * @module
 */

import { type ChosenCluster, kubectlOf } from "../../functions/model/shell.ts";
import { textTable } from "../ground/text_table.ts";
import type { Kubectl } from "./kubectl.ts";
import type { Manifest } from "./manifest.ts";

/** The objects as a table. */
export function listing(objects: readonly Manifest[]): readonly string[] {
  const rows = objects.map(({ kind, metadata: { namespace = "", name } }) => [kind, namespace, name]);
  return textTable([["KIND", "NAMESPACE", "NAME"], ...rows]);
}

/** The user's next step: create a pool, or look at the announced addresses. */
export async function farewell(kubectl: Kubectl, namespace: string): Promise<readonly string[]> {
  const pools = await kubectl.run(["get", "ipaddresspools.metallb.io", "--namespace", namespace, "-o", "name"]);
  if (pools !== "") return ["", "Done. Which node announces which address:", `  ${kubectlOf(kubectl.options)} get vip`];
  return ["", "Done. Next, give it addresses that are free on your network:", ...firstPool(namespace, kubectl.options)];
}

// These lines are not indented: a shell accepts `EOF` as the end of the pasted text only at the start of a line.
function firstPool(namespace: string, cluster: ChosenCluster): readonly string[] {
  const kubectl = kubectlOf(cluster);
  return [
    "",
    `${kubectl} apply -f - <<EOF`,
    "apiVersion: metallb.io/v1beta1",
    "kind: IPAddressPool",
    `metadata: {name: first-pool, namespace: ${namespace}}`,
    "spec: {addresses: [192.0.2.10-192.0.2.99]}   # yours",
    "---",
    "apiVersion: metallb.io/v1beta1",
    "kind: L2Advertisement",
    `metadata: {name: first-pool, namespace: ${namespace}}`,
    "spec: {ipAddressPools: [first-pool]}",
    "EOF",
    "",
    "Each Service of type LoadBalancer then gets an address:",
    `  ${kubectl} get services -A`,
    `  ${kubectl} get vip`,
  ];
}
