/**
 * The fields that `deploy` reads from the announcers' objects, as kubectl prints them.
 *
 * @module
 */

import type { Lease } from "../../functions/model/kubernetes.ts";
import { isRecord, listOf } from "../../functions/model/shape.ts";

/** The name of the DaemonSet that mounts a heartbeat key, and the name of its Secret; undefined if there is none. */
export function secretOf(
  daemonSets: unknown,
): { readonly daemonSet: string; readonly secret: string } | undefined {
  for (const item of isRecord(daemonSets) ? listOf(daemonSets["items"]) : []) {
    const name = textAt(item, "metadata", "name");
    const volumes = listOf(at(item, "spec", "template", "spec", "volumes"));
    const secret = volumes.filter((each) => textAt(each, "name") === "heartbeat")
      .map((each) => textAt(each, "secret", "secretName")).at(0);
    if (name !== undefined && secret !== undefined) return { daemonSet: name, secret };
  }
  return undefined;
}

/** The node of a Pod that runs and is not being deleted. */
export function nodeOfPod(pod: unknown): string | undefined {
  const isThere = textAt(pod, "status", "phase") === "Running" &&
    at(pod, "metadata", "deletionTimestamp") === undefined;
  return isThere ? textAt(pod, "spec", "nodeName") : undefined;
}

/** The part of a Lease that holds its announcer's reports. */
export function leaseIn(item: unknown): Lease | undefined {
  const name = textAt(item, "metadata", "name");
  const acquireTime = textAt(item, "spec", "acquireTime");
  if (name === undefined) return undefined;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      labels: textsAt(item, "metadata", "labels"),
      annotations: textsAt(item, "metadata", "annotations"),
    },
    spec: { ...(acquireTime !== undefined && { acquireTime }) },
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => isRecord(inner) ? inner[name] : undefined, value);
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === "string" ? text : undefined;
}

function textsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const record = at(value, ...path);
  const entries = isRecord(record) ? Object.entries(record) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
