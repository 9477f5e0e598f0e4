/**
 * The Service with the decided addresses in its status and annotations.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import type { Allocation } from "../allocation/allocation.ts";
import { conditionOf, withoutCondition } from "../conditions.ts";
import type { LoadBalancerIngress, ObjectMeta, Service } from "../kubernetes.ts";
import {
  annotationAllocatedFrom,
  annotationInsteadOf,
  conditionAllocated,
  conditionAnnounced,
  ownAnnotations,
} from "../names.ts";
import { mapsOf } from "../shape.ts";

/**
 * The Service with its addresses and pool; the observed Service itself if nothing changes. Addresses of another load
 * balancer (`foreign`) stay. The mode of an address is VIP, which is the default: with another `ipMode`, kube-proxy
 * would not accept the traffic.
 */
export function withAddresses(service: Service, { addresses, pool, insteadOf, foreign }: Allocation): Service {
  const metadata = withAnnotation(
    withAnnotation(service.metadata, annotationAllocatedFrom, pool),
    annotationInsteadOf,
    insteadOf,
  );
  const before = mapsOf(service.status?.loadBalancer?.ingress);
  if (foreign !== undefined || hasExactly(service, addresses)) {
    return metadata === service.metadata ? service : { ...service, metadata };
  }
  const ingress = addresses.map((address) =>
    before.find((entry) => isRight(entry, address)) ??
      (before.some((entry) => isAt(entry, address)) ? { ip: address, ipMode: "VIP" } : { ip: address })
  );
  const loadBalancer = addresses.length === 0 ? {} : { ingress };
  return { ...service, metadata, status: { ...service.status, loadBalancer } };
}

/** True if the Service's status has these addresses in this order, in right entries, and nothing else. */
export function hasExactly(service: Service, addresses: readonly string[]): boolean {
  const entries = mapsOf(service.status?.loadBalancer?.ingress);
  return entries.length === addresses.length && entries.every((entry, place) => isRight(entry, addresses[place] ?? ""));
}

/**
 * A Service that is no longer served, without the fields that Arpeggio wrote. If the Service has another class now, the
 * addresses that another load balancer has written stay.
 * @param held the addresses that the Service holds by VirtualIPs
 */
export function withoutTraces(service: Service, held: readonly string[]): Service {
  const isOthers = service.spec?.type === "LoadBalancer";
  const wasServed = conditionOf(service.status?.conditions, conditionAllocated) !== undefined;
  const keepsPool = isOthers && !wasServed;
  const metadata = ownAnnotations.filter((name) => !(keepsPool && name === annotationAllocatedFrom))
    .reduce((left, name) => withAnnotation(left, name, undefined), service.metadata);
  const unannounced = withoutCondition(service.status?.conditions, conditionAnnounced);
  const conditions = withoutCondition(unannounced, conditionAllocated);
  const ingress = isOthers
    ? mapsOf(service.status?.loadBalancer?.ingress).filter((entry) => !held.some((address) => isAt(entry, address)))
    : [];
  const loadBalancer = ingress.length === 0 ? {} : { ingress };
  return {
    ...service,
    metadata,
    status: { ...service.status, loadBalancer, ...(conditions !== undefined && { conditions }) },
  };
}

/** The addresses that the Service's status lists, in canonical text. */
export function addressesOf(service: Service): readonly string[] {
  const texts = mapsOf(service.status?.loadBalancer?.ingress).map(({ ip }) => parseAddress(ip)?.text);
  return texts.filter((text) => text !== undefined);
}

function isAt({ ip }: LoadBalancerIngress, address: string): boolean {
  return ip === address || (ip !== undefined && parseAddress(ip)?.text === address);
}

/**
 * True if the entry has this address and nothing else but the mode VIP; an entry without a mode has this mode too. The
 * controller never writes a hostname or errors of ports, so these are of another actor.
 */
function isRight(entry: LoadBalancerIngress, address: string): boolean {
  const { ipMode = "VIP", hostname, ports } = entry;
  return ipMode === "VIP" && hostname === undefined && ports === undefined && isAt(entry, address);
}

/** The metadata with the annotation, or without it if the value is undefined. */
export function withAnnotation(metadata: ObjectMeta, name: string, value: string | undefined): ObjectMeta {
  if (metadata.annotations?.[name] === value) return metadata;
  const { [name]: _, ...others } = metadata.annotations ?? {};
  return { ...metadata, annotations: value === undefined ? others : { ...others, [name]: value } };
}
