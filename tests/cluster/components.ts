/**
 * The components under test, each a process of its own with the rights of its own ServiceAccount.
 *
 * @module
 */

import { programCommand } from "../../runtime/lab/program.ts";
import { ApiError } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";
import type { Daemon } from "./daemon.ts";
import { addBackendPod } from "./pods.ts";
import type { Stage } from "./stage.ts";

const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const namespace = "metallb-system";

/** Starts a controller on the control host. */
export async function startController(stage: Stage, more: readonly string[] = []): Promise<Daemon> {
  const kubeconfig = await kubeconfigOf(stage, "arpeggio-controller");
  const args = ["controller", "--kubeconfig", kubeconfig, ...more];
  return stage.start("controller", stage.control, programCommand(entry, args));
}

/** Starts the announcer of a node, and waits for its Lease. */
export async function startAnnouncer(stage: Stage, node: string, more: readonly string[] = []): Promise<Daemon> {
  const kubeconfig = await kubeconfigOf(stage, "arpeggio-announcer", node);
  const args = ["announcer", "--node-name", node, "--kubeconfig", kubeconfig, ...more];
  const daemon = stage.start(`announcer-${node}`, stage.node(node), programCommand(entry, args));
  const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const selector = encodeURIComponent(`arpeggio.dev/component=announcer,arpeggio.dev/node=${node}`);
  await stage.cluster.api.until(`${leases}?labelSelector=${selector}`, (all) => all.length === 1);
  return daemon;
}

/** On a node it is bound to a Pod there, as the tokens of Pods are. */
async function kubeconfigOf({ cluster }: Stage, account: string, node?: string): Promise<string> {
  const pod = node === undefined ? undefined : await podOn(cluster, account, node);
  const token = await cluster.serviceAccountToken(namespace, account, pod === undefined ? {} : { pod });
  return await cluster.kubeconfigFor(token, { inPlace: true });
}

async function podOn({ api }: Cluster, account: string, node: string): Promise<string> {
  const name = `${account}-${node}`;
  await addBackendPod(api, { name, namespace, node, address: "192.0.2.1", serviceAccount: account })
    .catch((error: unknown) => {
      // A component that is started again has its Pod already.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    });
  return name;
}
