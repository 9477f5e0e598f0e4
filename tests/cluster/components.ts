/**
 * The components under test, each a process of its own with the rights of its own ServiceAccount.
 *
 * @module
 */

import { programCommand } from "../../runtime/lab/program.ts";
import type { Daemon } from "./daemon.ts";
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
  const kubeconfig = await kubeconfigOf(stage, "arpeggio-announcer");
  const args = ["announcer", "--node-name", node, "--kubeconfig", kubeconfig, ...more];
  const daemon = stage.start(`announcer-${node}`, stage.node(node), programCommand(entry, args));
  const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const selector = encodeURIComponent(`arpeggio.dev/component=announcer,arpeggio.dev/node=${node}`);
  await stage.cluster.api.until(`${leases}?labelSelector=${selector}`, (all) => all.length === 1);
  return daemon;
}

async function kubeconfigOf({ cluster }: Stage, account: string): Promise<string> {
  const token = await cluster.serviceAccountToken(namespace, account);
  return await cluster.kubeconfigFor(token, { inPlace: true });
}
