/**
 * The components under test, each as a process with the rights of its own ServiceAccount.
 *
 * @module
 */

import { type Component, flagsOf, permissionsOf } from "../../../runtime/deploy/permissions.ts";
import { nodeInLabel, nodeObjectName } from "../../../functions/model/node_names.ts";
import { engineFlagsFor } from "../../../runtime/ground/engine_flags.ts";
import type { CommandLine } from "../../../runtime/lab/stage/world.ts";
import { ApiError } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";
import type { Daemon } from "./daemon.ts";
import { addBackendPod } from "./pods.ts";
import type { Stage } from "./stage.ts";

const namespace = "metallb-system";

/** The program to start. */
export interface Program {
  /** The path of its main module. */
  readonly entry: string;
  /** The environment variables, each as `NAME=value`. */
  readonly environment: readonly string[];
  /** The URL of the API server; absent: the cluster's `placeUrl`. */
  readonly server?: string;
}

export const checkout: Program = {
  entry: new URL("../../../runtime/main.ts", import.meta.url).pathname,
  environment: [],
};

/** Starts a controller on the control host. */
export async function startController(
  stage: Stage,
  more: readonly string[] = [],
  program: Program = checkout,
): Promise<Daemon> {
  const kubeconfig = await kubeconfigOf(stage, "arpeggio-controller", program);
  return stage.start(
    "controller",
    stage.control,
    commandOf(stage, { ...program, component: "controller" }, kubeconfig, more),
  );
}

/** Starts the announcer of a node, and waits for its Lease. */
export async function startAnnouncer(
  stage: Stage,
  node: string,
  more: readonly string[] = [],
  program: Program = checkout,
): Promise<Daemon> {
  const daemon = await launchAnnouncer(stage, node, ["--node-name", node, ...more], program);
  const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const selector = encodeURIComponent(`arpeggio.dev/component=announcer,arpeggio.dev/node=${nodeInLabel(node)}`);
  await stage.cluster.api.until(`${leases}?labelSelector=${selector}`, (all) => all.length === 1);
  return daemon;
}

/** Starts an announcer with the rights of a node's announcer, and does not wait for anything. */
export async function launchAnnouncer(
  stage: Stage,
  node: string,
  more: readonly string[],
  program: Program = checkout,
): Promise<Daemon> {
  const kubeconfig = await kubeconfigOf(stage, "arpeggio-announcer", program, node);
  const command = commandOf(stage, { ...program, component: "announcer" }, kubeconfig, more);
  return stage.start(`announcer-${nodeInLabel(node)}`, stage.node(node), command);
}

/**
 * The YAML library reads these variables when it parses the kubeconfig. A Pod has no kubeconfig, so its command lacks
 * this permission.
 */
const yamlSwitches = "--allow-env=LOG_STREAM,LOG_TOKENS";

/** The command line, with the same permissions and engine flags as in a Pod. */
function commandOf(
  { cluster }: Stage,
  { component, entry, environment, server = cluster.placeUrl }: Program & { readonly component: Component },
  kubeconfig: string,
  more: readonly string[],
): CommandLine {
  const said = (option: string): string | undefined => more[(more.indexOf(option) + 1) || more.length];
  const [metrics, kubeProxy] = [said("--metrics"), said("--kube-proxy")];
  const [page, frr, state] = [said("--page"), said("--frr-sockets"), said("--state-dir")];
  const permissions = permissionsOf(component, {
    apiServer: new URL(server).host,
    credentials: [kubeconfig],
    ...(metrics !== undefined && { metrics }),
    ...(kubeProxy !== undefined && { kubeProxy }),
    ...(page !== undefined && { page }),
    ...(frr !== undefined && { frr }),
    ...(state !== undefined && { state }),
  });
  const flags = [
    ...engineFlagsFor(component),
    "--cached-only",
    "--no-prompt",
    "--quiet",
    ...flagsOf(permissions),
    yamlSwitches,
  ];
  const run = [Deno.execPath(), "run", ...flags, entry, component, "--kubeconfig", kubeconfig, ...more];
  return { command: "env", args: [...environment, ...run] };
}

/**
 * Makes a kubeconfig for a ServiceAccount. With a node, its token is bound to a Pod on this node, like the tokens of
 * real Pods.
 */
async function kubeconfigOf(
  { cluster }: Stage,
  account: string,
  { server = cluster.placeUrl }: Program,
  node?: string,
): Promise<string> {
  const pod = node === undefined ? undefined : await podOn(cluster, account, node);
  const token = await cluster.serviceAccountToken(namespace, account, pod === undefined ? {} : { pod });
  return await cluster.kubeconfigFor(token, { server });
}

async function podOn({ api }: Cluster, account: string, node: string): Promise<string> {
  const name = nodeObjectName(account, node);
  await addBackendPod(api, { name, namespace, node, address: "192.0.2.1", serviceAccount: account })
    .catch((error: unknown) => {
      // The Pod exists already if the component is started again.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    });
  return name;
}
