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

export const nothingToRemove = "There is nothing to remove.";

/** A deployment that did not fail. */
export interface Deployed {
  readonly namespace: string;
  /** False: it is not known whether the Pods run. */
  readonly isAwaited: boolean;
}

/** The user's next step: see the rollout, create a pool, or look at the announced addresses. */
export async function farewell(kubectl: Kubectl, { namespace, isAwaited }: Deployed): Promise<readonly string[]> {
  const own = kubectlOf(kubectl.options);
  const pools = await kubectl.run(["get", "ipaddresspools.metallb.io", "--namespace", namespace, "-o", "name"]);
  const begin = isAwaited ? ["", "Done."] : [
    "",
    "Applied. Whether the Pods run:",
    `  ${own} -n ${namespace} rollout status deployment/arpeggio-controller`,
    `  ${own} -n ${namespace} rollout status daemonset/arpeggio-announcer`,
  ];
  if (pools !== "") return [...begin, "Which node announces which address:", `  ${own} get vip`];
  return [...begin, "Next, give it addresses that are free on your network:", ...firstPool(namespace, kubectl.options)];
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
