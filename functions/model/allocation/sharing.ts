/**
 * The terms on which a Service shares its address with others.
 *
 * @module
 */

import { compare } from "../order.ts";
import type { Service } from "../kubernetes.ts";
import { annotationSharing, deprecatedAnnotationSharing } from "../names.ts";
import { asText, isRecord, listOf } from "../shape.ts";

/** Two Services may share an address if their keys and backends are equal and they have no port in common. */
export interface Sharing {
  readonly key: string;
  /**
   * With `externalTrafficPolicy: Local`, traffic arrives only at nodes with endpoints, so sharers must have the same
   * endpoints. Then `backend` is the namespace and the selector; or the name of the Service if it has no selector.
   * Empty for `externalTrafficPolicy: Cluster`.
   */
  readonly backend: string;
  /** `TCP/80` and the like. */
  readonly ports: readonly string[];
}

/** The terms of a Service; undefined: the Service does not share. */
export function sharingOf(service: Service): Sharing | undefined {
  const annotations = service.metadata.annotations ?? {};
  const key: unknown = annotations[annotationSharing] ?? annotations[deprecatedAnnotationSharing];
  return key === undefined || key === null || key === "" ? undefined : readSharing(service, asText(key));
}

export function readSharing(service: Service, key: string): Sharing {
  return { key, backend: backendOf(service), ports: [...new Set(listOf(service.spec.ports).map(portText))] };
}

/** The terms as a VirtualIP records them. */
export interface RecordedSharing {
  readonly key: string;
  readonly ports: readonly string[];
  readonly backend?: string;
}

/** The order of the ports does not matter. */
export function isSameSharing(recorded: RecordedSharing, { key, ports, backend }: Sharing): boolean {
  const before = listOf(recorded.ports);
  return recorded.key === key && (recorded.backend ?? "") === backend &&
    (before.join() === ports.join() || before.toSorted().join() === ports.toSorted().join());
}

export function recordedSharing({ key, ports, backend }: Sharing): RecordedSharing {
  return { key, ports, ...(backend !== "" && { backend }) };
}

function backendOf({ metadata: { namespace = "", name }, spec }: Service): string {
  if (spec.externalTrafficPolicy !== "Local") return "";
  const selector = Object.entries(spec.selector ?? {}).toSorted(([one], [other]) => compare(one, other));
  if (selector.length === 0) return `${namespace}/${name}`;
  return `${namespace} ${selector.map(([label, value]) => `${label}=${asText(value)}`).join(",")}`;
}

function portText(port: unknown): string {
  if (!isRecord(port)) return "TCP/?";
  return `${asText(port["protocol"] ?? "TCP")}/${asText(port["port"])}`;
}
