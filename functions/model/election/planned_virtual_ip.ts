/**
 * The VirtualIP of an address, as it should be.
 *
 * @module
 */

import { virtualIPName } from "../addresses/address.ts";
import type { Claimant } from "./address_use.ts";
import type { VirtualIP, VirtualIPSpec } from "../crds.ts";
import { toTimestamp } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import { annotationMoved } from "../names.ts";
import type { Seat } from "./seat.ts";
import { orderOf } from "./standbys.ts";

type Layer2 = VirtualIPSpec["l2"];

/** Who announces and who stands by; undefined: nobody. */
export function layer2Of(seat: Seat): Layer2 {
  const { owner, taken, candidacy, address, virtualIP, claimants } = seat;
  if (owner === undefined) return undefined;
  const before = virtualIP?.spec.l2;
  const order = orderOf(owner, { candidacy, address, before: before?.order });
  const revision = (before?.revision ?? virtualIP?.status?.revision ?? 1) + (taken ? 1 : 0);
  const policy = claimants.some(({ servedOn }) => servedOn !== undefined) ? "Local" : undefined;
  const isSame = order === before?.order && revision === before.revision && policy === before.externalTrafficPolicy;
  return isSame ? before : { order, revision, ...(policy !== undefined && { externalTrafficPolicy: policy }) };
}

/**
 * While an address is put aside, nobody but the node that found the stranger has to do with it: another one in its order would
 * take it.
 */
export function layer2Aside({ spec: { l2 }, status }: VirtualIP): Layer2 {
  if (l2 === undefined || l2.order.length === 1) return l2;
  const order = l2.order.filter(({ node }) => node === status?.node);
  return order.length === 0 ? l2 : { ...l2, order };
}

/** What is planned for an address. */
export interface Plan {
  readonly address: string;
  readonly pool: string;
  readonly claimants: readonly Claimant[];
  readonly l2: Layer2;
  readonly bgp: VirtualIPSpec["bgp"];
}

/** The observed object itself where nothing is to be changed. */
export function plannedVirtualIP(
  plan: Plan,
  observed: VirtualIP | undefined,
): VirtualIP {
  if (observed !== undefined && isPlanned(observed.spec, plan)) return observed;
  const { address, pool, claimants, l2, bgp } = plan;
  const services = claimants.map(({ service: { metadata: { namespace = "", name } } }) => ({ namespace, name }));
  const spec: VirtualIPSpec = {
    address,
    pool,
    services,
    ...(l2 !== undefined && { l2 }),
    ...(bgp !== undefined && { bgp }),
  };
  if (observed !== undefined) return { ...observed, spec };
  return { apiVersion: "arpeggio.dev/v1alpha1", kind: "VirtualIP", metadata: { name: virtualIPName(address) }, spec };
}

/** Marks that the address is taken away from a node that could have kept it. */
export function markMoved(virtualIP: VirtualIP, now: Instant): VirtualIP {
  const annotations = { ...virtualIP.metadata.annotations, [annotationMoved]: toTimestamp(now) };
  return { ...virtualIP, metadata: { ...virtualIP.metadata, annotations } };
}

function isPlanned(spec: VirtualIPSpec, { pool, claimants, l2, bgp }: Plan): boolean {
  return spec.pool === pool && spec.l2 === l2 && isSameBGP(spec.bgp, bgp) &&
    spec.services.length === claimants.length &&
    spec.services.every((each, place) => {
      const metadata = claimants[place]?.service.metadata;
      return each.name === metadata?.name && each.namespace === (metadata.namespace ?? "");
    });
}

function isSameBGP(one: VirtualIPSpec["bgp"], other: VirtualIPSpec["bgp"]): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.advertisements.length === other.advertisements.length &&
    one.advertisements.every((each, place) => {
      const advertisement = other.advertisements[place];
      return each.name === advertisement?.name && each.nodes?.join() === advertisement.nodes?.join();
    });
}
