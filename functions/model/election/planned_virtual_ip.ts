/**
 * Makes the wanted VirtualIP of an address.
 *
 * Why: docs/adr/0004-virtual-ip.md
 *
 * @module
 */

import { virtualIPName } from "../addresses/address.ts";
import { currentAddresses } from "../allocation/current_addresses.ts";
import { isSameSharing, recordedSharing, sharingOf } from "../allocation/sharing.ts";
import type { Claimant } from "./address_use.ts";
import type { VirtualIP, VirtualIPSpec } from "../crds.ts";
import { toTimestamp } from "../instant.ts";
import type { Instant, Service } from "../kubernetes.ts";
import { annotationMoved } from "../names.ts";
import { mapsOf } from "../shape.ts";
import { unweighted, weighted } from "./share_weights.ts";
import { withNodeLabels } from "../virtual_ip_labels.ts";
import type { RunningElection } from "./running_election.ts";
import { orderOf } from "./standbys.ts";

type Layer2 = VirtualIPSpec["l2"];

/** The owner and its standbys; undefined: no node may announce. */
export function layer2Of(election: RunningElection): Layer2 {
  const { owner, taken, candidacy, address, virtualIP, claimants } = election;
  if (owner === undefined) return undefined;
  const before = virtualIP?.spec.l2;
  const ordered = orderOf(owner, { candidacy, address, before: before?.order });
  const isShared = candidacy.loadSharing === "hosts" && ordered.every(({ node }) => canShare(node, election));
  const order = isShared ? weighted(ordered, election) : unweighted(ordered);
  const revision = (before?.revision ?? virtualIP?.status?.revision ?? 1) + (taken ? 1 : 0);
  const policy = claimants.some(({ servedOn }) => servedOn !== undefined) ? "Local" : undefined;
  const isSame = order === before?.order && revision === before.revision && policy === before.externalTrafficPolicy &&
    isShared === (before.loadSharing === "hosts");
  if (isSame) return before;
  return {
    order,
    revision,
    ...(policy !== undefined && { externalTrafficPolicy: policy }),
    ...(isShared && { loadSharing: "hosts" }),
  };
}

/** False for a node of an older release, which would broadcast that it alone has the address. */
function canShare(node: string, { candidacy: { candidates } }: RunningElection): boolean {
  return candidates.get(node)?.sharesHosts ?? false;
}

/**
 * The order of an address that is put aside: only the node that found the stranger. A second node in the order would
 * take the address over.
 */
export function layer2Aside({ spec: { l2 }, status }: VirtualIP): Layer2 {
  if (l2 === undefined || l2.order.length === 1) return l2;
  const order = l2.order.filter(({ node }) => node === status?.node);
  return order.length === 0 ? l2 : { ...l2, order };
}

/** The plan for an address. */
export interface VirtualIPPlan {
  readonly address: string;
  readonly pool: string;
  readonly claimants: readonly Claimant[];
  readonly l2: Layer2;
  readonly bgp: VirtualIPSpec["bgp"];
}

/** The wanted VirtualIP; the observed object itself if nothing changes. */
export function plannedVirtualIP(
  plan: VirtualIPPlan,
  observed: VirtualIP | undefined,
): VirtualIP {
  const { address, pool, claimants, l2, bgp } = plan;
  const order = (l2?.order ?? []).map(({ node }) => node);
  const holder = observed?.status?.node;
  const nodes = holder === undefined || order.includes(holder) ? order : [...order, holder];
  const metadata = withNodeLabels(observed?.metadata ?? { name: virtualIPName(address) }, nodes);
  if (observed !== undefined && isPlanned(observed.spec, plan)) {
    return metadata === observed.metadata ? observed : { ...observed, metadata };
  }
  const services = claimants.map((claimant) => holderOf(claimant, address));
  const spec: VirtualIPSpec = {
    address,
    pool,
    services,
    ...(l2 !== undefined && { l2 }),
    ...(bgp !== undefined && { bgp }),
  };
  if (observed !== undefined) return { ...observed, metadata, spec };
  return { apiVersion: "arpeggio.dev/v1alpha1", kind: "VirtualIP", metadata, spec };
}

/** Records in an annotation that the address is taken from a node that could have kept it. */
export function markMoved(virtualIP: VirtualIP, now: Instant): VirtualIP {
  const annotations = { ...virtualIP.metadata.annotations, [annotationMoved]: toTimestamp(now) };
  return { ...virtualIP, metadata: { ...virtualIP.metadata, annotations } };
}

function isPlanned(spec: VirtualIPSpec, { pool, claimants, l2, bgp }: VirtualIPPlan): boolean {
  return spec.pool === pool && spec.l2 === l2 && isSameBGP(spec.bgp, bgp) &&
    mapsOf(spec.services).length === claimants.length &&
    mapsOf(spec.services).every((each, index) => {
      const claimant = claimants[index];
      return claimant !== undefined && isHolder(each, claimant, spec.address);
    });
}

type Holder = VirtualIPSpec["services"][number];

function holderOf({ service }: Claimant, address: string): Holder {
  const { metadata: { namespace = "", name } } = service;
  const place = placeOf(address, service);
  const sharing = sharingOf(service);
  return {
    namespace,
    name,
    ...(place > 1 && { place }),
    ...(sharing !== undefined && { sharing: recordedSharing(sharing) }),
  };
}

function isHolder(holder: Holder, { service }: Claimant, address: string): boolean {
  const { metadata: { namespace = "", name } } = service;
  if (holder.name !== name || holder.namespace !== namespace) return false;
  if ((holder.place ?? 1) !== placeOf(address, service)) return false;
  const sharing = sharingOf(service);
  if (sharing === undefined || holder.sharing === undefined) return sharing === holder.sharing;
  return isSameSharing(holder.sharing, sharing);
}

/** The place of the address in the Service's status, from 1. */
function placeOf(address: string, service: Service): number {
  const ingress = mapsOf(service.status?.loadBalancer?.ingress);
  if (ingress.length < 2) return 1;
  return Math.max(1, currentAddresses(service).findIndex(({ text }) => text === address) + 1);
}

function isSameBGP(one: VirtualIPSpec["bgp"], other: VirtualIPSpec["bgp"]): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.advertisements.length === other.advertisements.length &&
    one.advertisements.every((each, place) => {
      const advertisement = other.advertisements[place];
      return each.name === advertisement?.name && each.nodes?.join() === advertisement.nodes?.join();
    });
}
