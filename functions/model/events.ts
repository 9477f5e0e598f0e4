/**
 * Events, as `kubectl describe` shows them.
 *
 * @module
 */

import { hash } from "node:crypto";
import { toTimestamp } from "./instant.ts";
import { shortened } from "./shortened.ts";
import { type Instant, keyOf, type KubernetesEvent, type KubernetesObject } from "./kubernetes.ts";

export type Occurrence = Pick<KubernetesEvent, "type" | "reason" | "message">;

/**
 * An event about the object. Its name ends with a hash of the object, the occurrence and the time. So if the write of
 * an event is repeated, the API server still stores one event.
 */
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
    metadata: {
      name: `${name.slice(0, longestStart).replace(/[-.]+$/, "")}.${mark}`,
      namespace: namespace ?? "default",
    },
    type,
    reason,
    message: shortened(message, longestMessage),
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

/** In characters, of the name before the hash: a name has up to 253 characters. */
const longestStart = 236;

/**
 * In characters: the limit of the API `events.k8s.io`. Long messages occur: one may quote an annotation of 250,000
 * characters.
 */
const longestMessage = 1024;
