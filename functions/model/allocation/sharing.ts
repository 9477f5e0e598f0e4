/**
 * On what terms a Service would share its address with others.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import { asText, isRecord, listOf } from "../shape.ts";

/** Two Services may share an address when key and backend are equal and no port is common. */
export interface Sharing {
  readonly key: string;
  /**
   * Empty for `externalTrafficPolicy: Cluster`. For `Local`, traffic arrives only where endpoints are, so sharers must have
   * the same ones: namespace and selector as text.
   */
  readonly backend: string;
  /** `TCP/80` and the like. */
  readonly ports: readonly string[];
}

export function readSharing(service: Service, key: string): Sharing {
  return { key, backend: backendOf(service), ports: [...new Set(listOf(service.spec.ports).map(portText))] };
}

function backendOf({ metadata, spec }: Service): string {
  if (spec.externalTrafficPolicy !== "Local") return "";
  const selector = Object.entries(spec.selector ?? {}).toSorted(([one], [other]) => one < other ? -1 : 1);
  return JSON.stringify([metadata.namespace ?? "", selector]);
}

function portText(port: unknown): string {
  if (!isRecord(port)) return "TCP/?";
  return `${asText(port["protocol"] ?? "TCP")}/${asText(port["port"])}`;
}
