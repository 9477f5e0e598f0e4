/**
 * One pass of the controller: from the known world to the wanted objects. Pure, except for `PassMemory`.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import { kindTable, type ListedKind, listedKinds } from "../../functions/model/kind_table.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { isRetired } from "../../functions/model/allocation/eligibility.ts";
import { type Instant, keyOf, type ObjectKey, type Service } from "../../functions/model/kubernetes.ts";
import { labelComponent, ownAnnotations } from "../../functions/model/names.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { observedFrom } from "../../functions/model/observed_lists.ts";
import { bgpObjectsOf } from "../../functions/model/reporting/bgp_objects.ts";
import type { Decision } from "../host/host.ts";
import type { Wanted } from "../host/wanted.ts";
import type { World } from "../host/world.ts";
import { CheckedPasses } from "../partial/checked_passes.ts";
import type { Part } from "../partial/partial_passes.ts";
import type { Selection } from "../store/store.ts";
import { DepartedPools } from "./departed_pools.ts";
import { Rivals } from "./rivals.ts";

/**
 * Services of every type are followed, since a Service that is no longer of type LoadBalancer must still lose its
 * conditions. Only Services of type LoadBalancer, and Services that still have our conditions or annotations, are kept.
 */
function concerns(object: Kinds[KindName], settings: Settings): boolean {
  return object.kind !== "Service" || object.spec?.type === "LoadBalancer" || isRetired(object, settings);
}

/** By kind: the selection of the observed objects, if not all are observed. */
const parts: Readonly<Partial<Record<ListedKind, Pick<Selection, "fields" | "labels">>>> = {
  Lease: { labels: { [labelComponent]: "announcer" } },
};

/** The selections of all objects that the controller observes. */
export function selectionsFor(settings: Settings): readonly Selection[] {
  const { namespace } = settings;
  return listedKinds.map((kind) => ({
    kind,
    ...(kindTable[kind].namespace === "ours" && { namespace }),
    ...parts[kind],
    ...(kind === "Service" && { concerns: (object: Kinds[KindName]) => concerns(object, settings) }),
  }));
}

export interface PassOptions {
  readonly settings: Settings;
  readonly now: Instant;
  readonly memory?: PassMemory;
  /** The history before this pass. */
  readonly history?: readonly HistoryEntry[];
}

/**
 * A controller's memory between passes: when rivals and deleted pools were seen, and the decisions of the last pass.
 */
export class PassMemory {
  readonly passes = new CheckedPasses();
  readonly rivals = new Rivals();
  readonly departedPools = new DepartedPools();

  /** When the memory next changes, so that another pass is needed without an event. */
  get changesAt(): Instant {
    return Math.min(this.rivals.changesAt, this.departedPools.changesAt);
  }
}

/** The input and the result of a pass. */
export interface Passed {
  readonly observed: Observed;
  readonly desired: Desired;
  /** The part of the world that this pass has decided again. Nothing else is written. */
  readonly part: Part;
  /** See `CheckedPass`. */
  readonly difference?: string;
  readonly decision: Decision;
  /** The history before this pass, the oldest entry first. */
  readonly history: readonly HistoryEntry[];
}

export function pass(world: World, options: PassOptions): Passed {
  const { settings, now, memory = new PassMemory(), history = [] } = options;
  const observed = observe(world, { settings, now, memory });
  const { desired, part, difference } = memory.passes.decide(observed);
  const pauses = pausesIn(part, memory);
  const services = part.desired.services.filter((each) => !pauses.has(keyOf(each)));
  const due = Math.min(...pauses.values(), memory.changesAt);
  const resync = Math.min(desired.resyncAfterSeconds ?? Infinity, Math.max(0, due - now) / 1000);
  const decision = {
    wanted: wantedOf({ ...part.desired, services }, part.observed),
    events: part.desired.events.filter(({ involvedObject }) => !pauses.has(keyOf({ metadata: involvedObject }))),
    ...(resync !== Infinity && { resyncAfterSeconds: resync }),
  };
  return { observed, desired, part, ...(difference !== undefined && { difference }), decision, history };
}

function observe(world: World, { settings, now, memory }: Omit<Required<PassOptions>, "history">): Observed {
  const followedSince = world.cache("Lease").connectedSince ?? now;
  const observed = observedFrom((kind) => world.all(kind), { now, settings, followedSince });
  const departed = memory.departedPools.notice(observed, now);
  const rivals = memory.rivals.names(now);
  if (departed.length === 0 && rivals === undefined) return observed;
  return { ...observed, pools: [...observed.pools, ...departed], ...(rivals !== undefined && { rivals }) };
}

/** For each Service that another actor keeps overwriting: the time until which the controller does not write it. */
function pausesIn(
  { observed, desired: { services, allocations } }: Part,
  { rivals }: PassMemory,
): ReadonlyMap<ObjectKey, Instant> {
  const wanted = new Set(changed(services, observed.services).map(keyOf));
  if (wanted.size === 0) return new Map();
  const byKey = new Map(allocations.map((allocation) => [allocation.service, allocation]));
  const overwritten = observed.services.filter((each) => wanted.has(keyOf(each)));
  return rivals.pauses(overwritten, (key) => byKey.get(key), observed.now);
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
  const annotations = Object.fromEntries(
    ownAnnotations.map((name) => [name, service.metadata.annotations?.[name] ?? null]),
  );
  return { ...wantedStatus("Service", service), annotations };
}

function wantedStatus<Kind extends KindName>(
  kind: Kind,
  { metadata: { name, namespace }, status = {} }: Kinds[Kind] & { readonly status?: object },
): Extract<Wanted<Kind>, { what: "status" }> {
  return { what: "status", kind, name, ...(namespace !== undefined && { namespace }), status };
}

/** The desired objects that differ from the observed ones: an unchanged object is the same reference. */
function changed<Each>(desired: readonly Each[], observed: readonly Each[]): Each[] {
  const same = new Set(observed);
  return desired.filter((each) => !same.has(each));
}

/** Sorts VirtualIPs by the place of their first Service in `services`. VirtualIPs of other Services come first. */
function inOrderOf(services: readonly Service[], virtualIPs: readonly VirtualIP[]): readonly VirtualIP[] {
  const places = new Map<string, number>(services.map((service, index) => [keyOf(service), index]));
  const placeOf = ({ spec: { services: [first] } }: VirtualIP): number =>
    first === undefined ? -1 : places.get(`${first.namespace}/${first.name}`) ?? -1;
  return virtualIPs.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The wanted VirtualIP without its status, which the announcers write. */
function wantedPlan({ status: _status, metadata: { firstSeen: _, ...metadata }, ...object }: VirtualIP): Wanted {
  return { what: "object", kind: "VirtualIP", object: { ...object, metadata } };
}

/** Deletes the observed objects of a kind that are not desired. */
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
