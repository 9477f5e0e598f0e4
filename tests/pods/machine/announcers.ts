/**
 * Finds, kills and awaits the announcers of a cluster with Pods.
 *
 * @module
 */

import type { KubernetesObject } from "../../cluster/machine/api_client.ts";
import type { PodCluster } from "./pod_cluster.ts";

const pods = "/api/v1/namespaces/metallb-system/pods";

/** The fields of a Pod that tests use. */
export interface PodObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly creationTimestamp: string };
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

/** True if all containers of the Pod are ready. */
export function isReady({ status: { containerStatuses = [] } = {} }: PodObject): boolean {
  return containerStatuses.length > 0 && containerStatuses.every(({ ready }) => ready);
}

/** How often the announcer's container was started again. */
export function restartsOf({ status: { containerStatuses = [] } = {} }: PodObject): number {
  return containerStatuses.find(({ name }) => name === "announcer")?.restartCount ?? 0;
}
