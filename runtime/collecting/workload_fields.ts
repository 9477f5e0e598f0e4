/**
 * The fields of workloads and Pods that a bug report needs. All others are dropped: they may hold secrets or names.
 * Pure.
 *
 * @module
 */

import { type KeptFields, keptMetadata } from "../../functions/model/kept_fields.ts";
import { isRecord } from "../../functions/model/shape.ts";
import { pickFields } from "../store/trim.ts";
import { keptArguments } from "./kept_arguments.ts";

/** A workload or a Pod with only these fields; any other value as it is. */
export function neededOfWorkload(item: unknown): unknown {
  if (!isRecord(item)) return item;
  const kept = workloads[String(item["kind"])];
  return kept === undefined ? item : withKeptArguments(pickFields(kept, item));
}

const security: KeptFields = {
  allowPrivilegeEscalation: "all",
  capabilities: { add: "all", drop: "all" },
  privileged: "all",
  readOnlyRootFilesystem: "all",
  runAsGroup: "all",
  runAsNonRoot: "all",
  runAsUser: "all",
};

const container: KeptFields = {
  name: "all",
  image: "all",
  imagePullPolicy: "all",
  command: "all",
  args: "all",
  ports: { name: "all", containerPort: "all", hostPort: "all", protocol: "all" },
  resources: { limits: { cpu: "all", memory: "all" }, requests: { cpu: "all", memory: "all" } },
  restartPolicy: "all",
  securityContext: security,
};

const podSpec: KeptFields = {
  nodeName: "all",
  nodeSelector: "all",
  hostNetwork: "all",
  hostPID: "all",
  dnsPolicy: "all",
  priority: "all",
  priorityClassName: "all",
  restartPolicy: "all",
  terminationGracePeriodSeconds: "all",
  tolerations: { key: "all", operator: "all", value: "all", effect: "all", tolerationSeconds: "all" },
  securityContext: security,
  initContainers: container,
  containers: container,
};

const conditions: KeptFields = {
  type: "all",
  status: "all",
  reason: "all",
  message: "all",
  lastTransitionTime: "all",
  lastUpdateTime: "all",
};

const ended: KeptFields = {
  exitCode: "all",
  signal: "all",
  reason: "all",
  message: "all",
  startedAt: "all",
  finishedAt: "all",
};
const state: KeptFields = {
  running: { startedAt: "all" },
  waiting: { reason: "all", message: "all" },
  terminated: ended,
};
const containerStatuses: KeptFields = {
  name: "all",
  ready: "all",
  started: "all",
  restartCount: "all",
  state,
  lastState: state,
};

const counts: KeptFields = Object.fromEntries(
  [
    "observedGeneration",
    "replicas",
    "readyReplicas",
    "availableReplicas",
    "unavailableReplicas",
    "updatedReplicas",
    "currentNumberScheduled",
    "desiredNumberScheduled",
    "numberAvailable",
    "numberMisscheduled",
    "numberReady",
    "numberUnavailable",
    "updatedNumberScheduled",
  ].map((field) => [field, "all"]),
);

const workload: KeptFields = {
  apiVersion: "all",
  kind: "all",
  metadata: keptMetadata,
  spec: {
    replicas: "all",
    minReadySeconds: "all",
    selector: { matchLabels: "all" },
    strategy: { type: "all", rollingUpdate: { maxSurge: "all", maxUnavailable: "all" } },
    updateStrategy: { type: "all", rollingUpdate: { maxSurge: "all", maxUnavailable: "all" } },
    template: { metadata: { labels: "all", annotations: "all" }, spec: podSpec },
  },
  status: { ...counts, conditions },
};

const workloads: Readonly<Record<string, KeptFields>> = {
  DaemonSet: workload,
  Deployment: workload,
  Pod: {
    apiVersion: "all",
    kind: "all",
    metadata: keptMetadata,
    spec: podSpec,
    status: {
      phase: "all",
      reason: "all",
      message: "all",
      hostIP: "all",
      podIP: "all",
      podIPs: { ip: "all" },
      startTime: "all",
      qosClass: "all",
      conditions,
      initContainerStatuses: containerStatuses,
      containerStatuses,
    },
  },
};

function withKeptArguments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeptArguments);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inside]) => [
      field,
      (field === "args" || field === "command") && Array.isArray(inside)
        ? keptArguments(inside)
        : withKeptArguments(inside),
    ]),
  );
}
