/**
 * A Service with the addresses that were decided for it.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import type { Allocation } from "./allocation.ts";
import { withoutCondition } from "../conditions.ts";
import type { LoadBalancerIngress, ObjectMeta, Service } from "../kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf, conditionAllocated, conditionAnnounced } from "../names.ts";
import { mapsOf } from "../shape.ts";

/**
 * Lays addresses and pool over the Service. An entry of `ingress` that has one of the addresses stays as it is, with its
 * `ipMode`; where nothing changes, it is the observed Service itself.
 */
export function withAddresses(service: Service, { addresses, pool, insteadOf }: Allocation): Service {
  const metadata = withAnnotation(
    withAnnotation(service.metadata, annotationAllocatedFrom, pool),
    annotationInsteadOf,
    insteadOf,
  );
  const before = mapsOf(service.status?.loadBalancer?.ingress);
  if (before.length === addresses.length && before.every((entry, place) => isAt(entry, addresses[place] ?? ""))) {
    return metadata === service.metadata ? service : { ...service, metadata };
  }
  const ingress = addresses.map((address) => before.find((entry) => isAt(entry, address)) ?? { ip: address });
  const loadBalancer = addresses.length === 0 ? {} : { ingress };
  return { ...service, metadata, status: { ...service.status, loadBalancer } };
}

/** A Service that is of another type now, without the traces of what it was. */
export function withoutTraces(service: Service): Service {
  const allocatedFrom = withAnnotation(service.metadata, annotationAllocatedFrom, undefined);
  const metadata = withAnnotation(allocatedFrom, annotationInsteadOf, undefined);
  const unannounced = withoutCondition(service.status?.conditions, conditionAnnounced);
  const conditions = withoutCondition(unannounced, conditionAllocated);
  const status = { ...service.status, loadBalancer: {}, ...(conditions !== undefined && { conditions }) };
  return { ...service, metadata, status };
}

/** The addresses that the Service's status lists, in canonical text. */
export function addressesOf(service: Service): readonly string[] {
  const texts = mapsOf(service.status?.loadBalancer?.ingress).map(({ ip }) => parseAddress(ip)?.text);
  return texts.filter((text) => text !== undefined);
}

function isAt({ ip }: LoadBalancerIngress, address: string): boolean {
  return ip === address || (ip !== undefined && parseAddress(ip)?.text === address);
}

/** With the annotation set, or taken away where the value is undefined. */
function withAnnotation(metadata: ObjectMeta, name: string, value: string | undefined): ObjectMeta {
  if (metadata.annotations?.[name] === value) return metadata;
  const { [name]: _, ...others } = metadata.annotations ?? {};
  return { ...metadata, annotations: value === undefined ? others : { ...others, [name]: value } };
}
