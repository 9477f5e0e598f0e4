/**
 * The objects of the last pass: VirtualIPs by name, all others by the Service that they belong to. Pure. Each
 * `KnownWorld` remembers the last pass.
 *
 * @module
 */

import { sharingOf } from "../../functions/model/allocation/sharing.ts";
import type { ServiceBGPStatus, ServiceL2Status, VirtualIP } from "../../functions/model/crds.ts";
import { type EndpointSlice, keyOf, type ObjectKey, type Service } from "../../functions/model/kubernetes.ts";
import { labelServiceName } from "../../functions/model/names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { mapsOf } from "../../functions/model/shape.ts";
import { Grouped } from "./grouped.ts";
import { listDifference } from "../../functions/model/list_difference.ts";

type Lists = Pick<Observed, "services" | "virtualIPs" | "endpointSlices" | "l2Statuses" | "bgpStatuses">;

/** The changes since the last pass. */
export interface WorldChange {
  /** The Services that have changed, or whose EndpointSlices or statuses have changed. */
  readonly services: ReadonlySet<ObjectKey>;
  /** The VirtualIPs that have changed: the old and the new objects. */
  readonly virtualIPs: readonly VirtualIP[];
}

const nothing: Lists = { services: [], virtualIPs: [], endpointSlices: [], l2Statuses: [], bgpStatuses: [] };

export class KnownWorld {
  readonly services = new Map<ObjectKey, Service>();
  readonly virtualIPs = new Map<string, VirtualIP>();
  readonly #slices = new Grouped<EndpointSlice>(serviceOfSlice);
  readonly #l2Statuses = new Grouped<ServiceL2Status>(serviceOfStatus);
  readonly #bgpStatuses = new Grouped<ServiceBGPStatus>(serviceOfStatus);
  readonly #sharers = new Map<string, Set<ObjectKey>>();
  #lists = nothing;

  observe(lists: Lists): WorldChange {
    const before = this.#lists;
    const services = listDifference(before.services, lists.services);
    const virtualIPs = listDifference(before.virtualIPs, lists.virtualIPs);
    this.#lists = lists;
    const changed = new Set<ObjectKey>();
    for (const service of services.gone) {
      const key = keyOf(service);
      changed.add(key);
      this.services.delete(key);
      this.#unshare(key, service);
    }
    for (const service of services.come) {
      const key = keyOf(service);
      changed.add(key);
      this.services.set(key, service);
      this.#share(key, service);
    }
    for (const { metadata: { name } } of virtualIPs.gone) this.virtualIPs.delete(name);
    for (const virtualIP of virtualIPs.come) this.virtualIPs.set(virtualIP.metadata.name, virtualIP);
    const about = [
      this.#slices.change(listDifference(before.endpointSlices, lists.endpointSlices)),
      this.#l2Statuses.change(listDifference(before.l2Statuses, lists.l2Statuses)),
      this.#bgpStatuses.change(listDifference(before.bgpStatuses, lists.bgpStatuses)),
    ];
    for (const keys of about) for (const key of keys) changed.add(key);
    return { services: changed, virtualIPs: [...virtualIPs.gone, ...virtualIPs.come] };
  }

  /** The Services with this sharing key. */
  sharers(sharingKey: string): Iterable<ObjectKey> {
    return this.#sharers.get(sharingKey) ?? [];
  }

  /** The world with only these Services, their EndpointSlices and statuses, and these VirtualIPs. */
  part(observed: Observed, services: Iterable<ObjectKey>, virtualIPs: Iterable<string>): Observed {
    const keys = [...services];
    return {
      ...observed,
      services: keys.flatMap((key) => this.services.get(key) ?? []),
      virtualIPs: [...virtualIPs].flatMap((name) => this.virtualIPs.get(name) ?? []),
      endpointSlices: keys.flatMap((key) => this.#slices.of(key)),
      l2Statuses: keys.flatMap((key) => this.#l2Statuses.of(key)),
      bgpStatuses: keys.flatMap((key) => this.#bgpStatuses.of(key)),
    };
  }

  #share(key: ObjectKey, service: Service): void {
    const sharing = sharingOf(service)?.key;
    if (sharing === undefined) return;
    const sharers = this.#sharers.get(sharing);
    if (sharers === undefined) this.#sharers.set(sharing, new Set([key]));
    else sharers.add(key);
  }

  #unshare(key: ObjectKey, service: Service): void {
    const sharing = sharingOf(service)?.key;
    if (sharing === undefined) return;
    const sharers = this.#sharers.get(sharing);
    sharers?.delete(key);
    if (sharers?.size === 0) this.#sharers.delete(sharing);
  }
}

/** The Services that a VirtualIP names. */
export function holdersIn({ spec }: VirtualIP): readonly ObjectKey[] {
  return mapsOf(spec?.services).map(({ namespace, name }) => serviceKey(namespace, name));
}

/** The Service that a status belongs to. */
export function serviceOfStatus({ status }: ServiceL2Status | ServiceBGPStatus): ObjectKey {
  return serviceKey(status?.serviceNamespace ?? "", status?.serviceName ?? "");
}

/** The Service that the slice's label names. `readServed` finds the Service of a slice in the same way. */
function serviceOfSlice({ metadata: { namespace, labels } }: EndpointSlice): ObjectKey | undefined {
  const name = labels?.[labelServiceName];
  return name === undefined ? undefined : `${namespace ?? ""}/${name}`;
}

function serviceKey(namespace: string, name: string): ObjectKey {
  return namespace === "" ? name : `${namespace}/${name}`;
}
