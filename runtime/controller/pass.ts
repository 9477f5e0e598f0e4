/**
 * One pass of the controller: the world as it is known in, what is wanted of each object out. Pure.
 *
 * @module
 */

import { decide } from "../../functions/decide.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Desired } from "../../functions/model/desired.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { type Instant, keyOf, type Service } from "../../functions/model/kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf, labelComponent } from "../../functions/model/names.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { bgpObjectsOf } from "../../functions/model/reporting/bgp_objects.ts";
import type { Decision } from "../host/host.ts";
import type { Wanted } from "../host/wanted.ts";
import type { World } from "../host/world.ts";
import type { Selection } from "../store/store.ts";

/** Everything that the controller observes. */
export function selectionsFor({ namespace }: Settings): readonly Selection[] {
  return [
    { kind: "Service", fields: { "spec.type": "LoadBalancer" } },
    { kind: "Namespace" },
    { kind: "Node" },
    { kind: "EndpointSlice" },
    { kind: "Lease", namespace, labels: { [labelComponent]: "announcer" } },
    { kind: "IPAddressPool", namespace },
    { kind: "L2Advertisement", namespace },
    { kind: "BGPPeer", namespace },
    { kind: "BGPAdvertisement", namespace },
    { kind: "BFDProfile", namespace },
    { kind: "Community", namespace },
    { kind: "VirtualIP" },
    { kind: "ServiceL2Status", namespace },
    { kind: "ServiceBGPStatus", namespace },
    { kind: "ConfigurationState", namespace },
  ];
}

export interface PassOptions {
  readonly settings: Settings;
  readonly now: Instant;
}

/** What a pass saw, what it made of that, and what is to be written. */
export interface Passed {
  readonly observed: Observed;
  readonly desired: Desired;
  readonly decision: Decision;
}

export function pass(world: World, options: PassOptions): Passed {
  const observed = observe(world, options);
  const desired = decide(observed);
  const { events, resyncAfterSeconds } = desired;
  const decision = {
    wanted: wantedOf(desired, observed),
    events,
    ...(resyncAfterSeconds !== undefined && { resyncAfterSeconds }),
  };
  return { observed, desired, decision };
}

function observe(world: World, { settings, now }: PassOptions): Observed {
  return {
    now,
    settings,
    followedSince: world.cache("Lease").connectedSince ?? now,
    services: world.all("Service"),
    namespaces: world.all("Namespace"),
    nodes: world.all("Node"),
    endpointSlices: world.all("EndpointSlice"),
    leases: world.all("Lease"),
    pools: world.all("IPAddressPool"),
    l2Advertisements: world.all("L2Advertisement"),
    bgpPeers: world.all("BGPPeer"),
    bgpAdvertisements: world.all("BGPAdvertisement"),
    bfdProfiles: world.all("BFDProfile"),
    communities: world.all("Community"),
    virtualIPs: world.all("VirtualIP"),
    l2Statuses: world.all("ServiceL2Status"),
    bgpStatuses: world.all("ServiceBGPStatus"),
    configurationStates: world.all("ConfigurationState"),
  };
}

function wantedOf(desired: Desired, observed: Observed): Wanted[] {
  const services = changed(desired.services, observed.services);
  return [
    ...services.map(wantedOfService),
    ...inOrderOf(services, changed(desired.virtualIPs, observed.virtualIPs)).map(wantedPlan),
    ...leftOut("VirtualIP", desired.virtualIPs, observed.virtualIPs),
    ...changed(desired.l2Statuses, observed.l2Statuses)
      .map((object): Wanted => ({ what: "object", kind: "ServiceL2Status", object })),
    ...leftOut("ServiceL2Status", desired.l2Statuses, observed.l2Statuses),
    ...changed(desired.bgpStatuses, observed.bgpStatuses)
      .map((object): Wanted => ({ what: "object", kind: "ServiceBGPStatus", object })),
    ...leftOut("ServiceBGPStatus", desired.bgpStatuses, observed.bgpStatuses),
    ...changed(desired.pools, observed.pools).map((pool) => wantedStatus("IPAddressPool", pool)),
    ...changed(desired.l2Advertisements, observed.l2Advertisements).map((each) =>
      wantedStatus("L2Advertisement", each)
    ),
    ...changed(desired.bgpObjects, bgpObjectsOf(observed)).map((each) => wantedStatus(each.kind, each)),
    ...changed(desired.configurationStates, observed.configurationStates)
      .map((object): Wanted => ({ what: "object", kind: "ConfigurationState", object })),
    ...desired.retiredStates.map((each) => gone("ConfigurationState", each)),
  ];
}

function wantedOfService(service: Service): Wanted {
  const ours = [annotationAllocatedFrom, annotationInsteadOf];
  const annotations = Object.fromEntries(ours.map((name) => [name, service.metadata.annotations?.[name] ?? null]));
  return { ...wantedStatus("Service", service), annotations };
}

function wantedStatus<Kind extends KindName>(
  kind: Kind,
  { metadata: { name, namespace }, status = {} }: Kinds[Kind] & { readonly status?: object },
): Extract<Wanted<Kind>, { what: "status" }> {
  return { what: "status", kind, name, ...(namespace !== undefined && { namespace }), status };
}

/** What is the observed object itself need not change. */
function changed<Each>(desired: readonly Each[], observed: readonly Each[]): Each[] {
  const same = new Set(observed);
  return desired.filter((each) => !same.has(each));
}

/** Who gets its address first is announced first. */
function inOrderOf(services: readonly Service[], virtualIPs: readonly VirtualIP[]): readonly VirtualIP[] {
  const places = new Map<string, number>(services.map((service, index) => [keyOf(service), index]));
  const placeOf = ({ spec: { services: [first] } }: VirtualIP): number =>
    first === undefined ? -1 : places.get(`${first.namespace}/${first.name}`) ?? -1;
  return virtualIPs.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The status of a VirtualIP is the announcers'. */
function wantedPlan({ status: _, ...object }: VirtualIP): Wanted {
  return { what: "object", kind: "VirtualIP", object };
}

/** Of an owned kind, what is observed and not desired is to go. */
function leftOut<Kind extends "VirtualIP" | "ServiceL2Status" | "ServiceBGPStatus">(
  kind: Kind,
  desired: readonly Kinds[Kind][],
  observed: readonly Kinds[Kind][],
): Wanted[] {
  const kept = new Set(desired.map(keyOf));
  return observed.filter((each) => !kept.has(keyOf(each))).map((each) => gone(kind, each));
}

function gone<Kind extends KindName>(kind: Kind, { metadata: { name, namespace } }: Kinds[Kind]): Wanted<Kind> {
  return { what: "nothing", kind, name, ...(namespace !== undefined && { namespace }) };
}
