/**
 * Events, as `kubectl describe` shows them.
 *
 * @module
 */

import { hash } from "node:crypto";
import { toTimestamp } from "./instant.ts";
import { type Instant, keyOf, type KubernetesEvent, type KubernetesObject } from "./kubernetes.ts";

export type Occurrence = Pick<KubernetesEvent, "type" | "reason" | "message">;

/** The same occurrence at the same time has the same name, so that it is told once whoever tells it. */
export function eventAbout(
  object: KubernetesObject,
  { type, reason, message }: Occurrence,
  now: Instant,
): KubernetesEvent {
  const { apiVersion, kind, metadata: { name, namespace, uid } } = object;
  const timestamp = toTimestamp(now);
  const mark = hash("sha256", [kind, keyOf(object), uid, reason, message, now].join("\n"), "hex").slice(0, 16);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${mark}`, namespace: namespace ?? "default" },
    type,
    reason,
    message,
    involvedObject: {
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
    },
    source: { component: "arpeggio-controller" },
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  };
}
