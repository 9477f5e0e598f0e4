/**
 * Finds, kills and awaits the announcers of a cluster with Pods.
 *
 * @module
 */

import type { KubernetesObject } from "../../cluster/machine/api_client.ts";
import { nodeNames, type PodCluster } from "./pod_cluster.ts";

const pods = "/api/v1/namespaces/metallb-system/pods";

/** The fields of a Pod that tests use. */
export interface PodObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly lastState: { readonly terminated?: { readonly reason: string; readonly exitCode: number } };
}

/** The API path of the Pods of a component. */
export function podsOf(component: "announcer" | "controller"): string {
  return `${pods}?labelSelector=app.kubernetes.io/component%3D${component}`;
}

/** The announcer's Pod on a node. */
export async function announcerOn({ cluster: { api } }: PodCluster, node: string): Promise<PodObject> {
  const { items } = await api.request<{ readonly items: readonly PodObject[] }>("GET", podsOf("announcer"));
  const pod = items.find(({ spec }) => spec.nodeName === node);
  if (pod === undefined) throw new Error(`Cannot find the announcer of ${node}: it has none`);
  return pod;
}

/** Runs a command in the announcer's container on a node and returns what it printed. */
export async function inAnnouncer(pods: PodCluster, node: string, command: readonly string[]): Promise<string> {
  const { metadata: { name } } = await announcerOn(pods, node);
  return await pods.cluster.kubectl(["exec", "-n", "metallb-system", name, "-c", "announcer", "--", ...command]);
}

/** Kills the announcer's process on a node with SIGKILL. */
export async function killAnnouncer({ world }: PodCluster, node: string): Promise<void> {
  await world.run("pkill", ["-KILL", "-f", `main.js announcer .*--node-name=${node}`]);
}

/** Waits until the check holds for the list of all announcers' Pods, and returns the list. */
export async function untilAnnouncers(
  { cluster: { api } }: PodCluster,
  holds: (pods: readonly PodObject[]) => boolean,
): Promise<readonly PodObject[]> {
  return await api.until<PodObject>(podsOf("announcer"), holds, { timeoutMs: 120_000 });
}

/** Waits until each node has an announcer whose containers are ready, and returns the Pods. */
export async function untilAllReady(pods: PodCluster): Promise<readonly PodObject[]> {
  return await untilAnnouncers(pods, (all) => all.length === nodeNames.length && all.every(isReady));
}

/** True if all containers of the Pod are ready. */
export function isReady({ status: { containerStatuses = [] } = {} }: PodObject): boolean {
  return containerStatuses.length > 0 && containerStatuses.every(({ ready }) => ready);
}

/** How often the announcer's container was started again. */
export function restartsOf({ status: { containerStatuses = [] } = {} }: PodObject): number {
  return containerStatuses.find(({ name }) => name === "announcer")?.restartCount ?? 0;
}

/** Runs `act`, and waits until the announcers of these nodes have been started again and are ready. */
export async function restarted(pods: PodCluster, nodes: readonly string[], act: () => Promise<void>): Promise<void> {
  const before = new Map(
    await Promise.all(nodes.map(async (node) => [node, restartsOf(await announcerOn(pods, node))] as const)),
  );
  await act();
  const isBack = (pod: PodObject): boolean => {
    const restarts = before.get(pod.spec.nodeName ?? "");
    return restarts === undefined || (restartsOf(pod) > restarts && isReady(pod));
  };
  await untilAnnouncers(pods, (all) => all.length === nodeNames.length && all.every(isBack));
}
