/**
 * Finds the cause of a stalled rollout in the Pods and events of a workload.
 *
 * @module
 */

import { advice, DeployError } from "./failure.ts";
import type { Kubectl } from "./kubectl.ts";
import type { Workload } from "./workloads.ts";

export interface Stall {
  readonly namespace: string;
  /** How long `deploy` has waited for the rollout, in seconds. */
  readonly seconds: number;
}

/** The failure of a rollout that was not complete in time. */
export async function stalled(kubectl: Kubectl, workload: Workload, stall: Stall): Promise<DeployError> {
  const place = ["--namespace", stall.namespace];
  const selector = `app.kubernetes.io/name=arpeggio,app.kubernetes.io/component=${workload.component}`;
  const [pods, events] = await Promise.all([
    kubectl.read(["get", "pods", ...place, "-l", selector]),
    kubectl.read(["get", "events", ...place, "--field-selector", "type=Warning,reason=FailedCreate"]),
  ]);
  const cause = causeIn(itemsOf(pods), itemsOf(events), workload.name) ?? "no Pod shows the cause";
  const line = `Cannot complete the rollout of ${workload.title}: it is not ready after ${stall.seconds} s: ${cause}`;
  const target = { task: "deploy", namespace: stall.namespace, ...kubectl.options } as const;
  const mirror = ["If the nodes cannot pull the image, name a mirror of it with --image.", ...advice(target)];
  return new DeployError({ line, next: /ImagePull|ErrImage/.test(cause) ? mirror : advice(target), code: 1 });
}

/**
 * The first cause in the Pods: a Pod is not scheduled, or one of its containers does not start or is not ready. If the
 * Pods show none, the workload's event about a Pod that could not be made. Undefined if there is no such event either.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image \"deno:2.9.6\"" };
 * const status = { containerStatuses: [{ name: "announcer", ready: false, state: { waiting } }] };
 * const pod = { metadata: { name: "arpeggio-announcer-x" }, spec: { nodeName: "node-1" }, status };
 * assert.equal(
 *   causeIn([pod], [], "arpeggio-announcer"),
 *   'Pod arpeggio-announcer-x on node-1: container announcer: ImagePullBackOff: Back-off pulling image "deno:2.9.6"',
 * );
 * ```
 */
export function causeIn(pods: readonly unknown[], events: readonly unknown[], workload: string): string | undefined {
  for (const pod of pods) {
    const { metadata, spec, status } = Object(pod);
    const cause = unscheduled(status) ?? containerCause(status);
    if (cause === undefined) continue;
    const node = Object(spec).nodeName;
    return `Pod ${Object(metadata).name}${typeof node === "string" ? ` on ${node}` : ""}: ${cause}`;
  }
  const event = events.findLast((each) => String(Object(Object(each).involvedObject).name).startsWith(workload));
  return event === undefined ? undefined : `it cannot create a Pod: ${Object(event).message}`;
}

function unscheduled(status: unknown): string | undefined {
  const condition = listOf(Object(status).conditions).map((each) => Object(each))
    .find((each) => each.type === "PodScheduled" && each.status === "False");
  return condition === undefined ? undefined : `${condition.reason}: ${condition.message}`;
}

function containerCause(status: unknown): string | undefined {
  const containers = listOf(Object(status).containerStatuses).map((each) => Object(each));
  const container = containers.find(({ ready }) => ready !== true);
  if (container === undefined) return undefined;
  const { waiting, terminated } = Object(container.state);
  const last = Object(container.lastState).terminated;
  const { reason = "not ready", message, exitCode } = Object(waiting ?? terminated ?? {});
  const ended = exitCode ?? Object(last).exitCode;
  const code = ended === undefined ? "" : `, it ended with code ${ended}`;
  return `container ${container.name}: ${reason}${code}${message === undefined ? "" : `: ${message}`}`;
}

function itemsOf(list: unknown): readonly unknown[] {
  return listOf(Object(list).items);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
