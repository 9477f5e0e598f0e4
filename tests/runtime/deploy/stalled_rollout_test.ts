import assert from "node:assert/strict";
import { causeIn } from "../../../runtime/deploy/stalled_rollout.ts";

interface Row {
  readonly name: string;
  readonly status?: unknown;
  readonly event?: string;
  readonly cause: string | undefined;
}

const scheduled = [{ type: "PodScheduled", status: "True" }];

const rows: readonly Row[] = [
  {
    name: "no node can run the Pod",
    status: {
      conditions: [{
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/3 nodes are available",
      }],
    },
    cause: "Pod arpeggio-announcer-x: Unschedulable: 0/3 nodes are available",
  },
  {
    name: "the image cannot be pulled",
    status: {
      conditions: scheduled,
      containerStatuses: [
        { name: "zebra", ready: true },
        {
          name: "announcer",
          ready: false,
          state: { waiting: { reason: "ErrImagePull", message: "registry: not found" } },
        },
      ],
    },
    cause: "Pod arpeggio-announcer-x: container announcer: ErrImagePull: registry: not found",
  },
  {
    name: "a container keeps ending",
    status: {
      conditions: scheduled,
      containerStatuses: [{
        name: "announcer",
        ready: false,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
        lastState: { terminated: { exitCode: 2, reason: "Error" } },
      }],
    },
    cause: "Pod arpeggio-announcer-x: container announcer: CrashLoopBackOff, it ended with code 2: back-off 40s",
  },
  {
    name: "a container runs and is not ready",
    status: { conditions: scheduled, containerStatuses: [{ name: "announcer", ready: false, state: { running: {} } }] },
    cause: "Pod arpeggio-announcer-x: container announcer: not ready",
  },
  {
    name: "the Pod is forbidden",
    event: 'pods "arpeggio-announcer-x" is forbidden: violates PodSecurity "restricted:latest"',
    cause: 'it cannot create a Pod: pods "arpeggio-announcer-x" is forbidden: violates PodSecurity "restricted:latest"',
  },
  { name: "all Pods are ready", status: { containerStatuses: [{ name: "announcer", ready: true }] }, cause: undefined },
  { name: "the API server has no Pods", cause: undefined },
];

Deno.test.each(rows)("a stalled rollout names its cause: $name", ({ status, event, cause }) => {
  const pods = status === undefined ? [] : [{ metadata: { name: "arpeggio-announcer-x" }, spec: {}, status }];
  const events = event === undefined ? [] : [{ involvedObject: { name: "arpeggio-announcer" }, message: event }];
  assert.equal(causeIn(pods, events, "arpeggio-announcer"), cause);
});
