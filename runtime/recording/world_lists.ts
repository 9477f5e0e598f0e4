/**
 * The lists of an observed world, and the kind of what is in each.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { incoming } from "../store/incoming.ts";

export const worldLists = {
  services: "Service",
  namespaces: "Namespace",
  nodes: "Node",
  endpointSlices: "EndpointSlice",
  leases: "Lease",
  pools: "IPAddressPool",
  l2Advertisements: "L2Advertisement",
  bgpPeers: "BGPPeer",
  bgpAdvertisements: "BGPAdvertisement",
  bfdProfiles: "BFDProfile",
  communities: "Community",
  virtualIPs: "VirtualIP",
  l2Statuses: "ServiceL2Status",
  bgpStatuses: "ServiceBGPStatus",
  configurationStates: "ConfigurationState",
} as const satisfies Partial<Record<keyof Observed, KindName>>;

export type WorldList = keyof typeof worldLists;
export type Listed<List extends WorldList> = Kinds[(typeof worldLists)[List]];

/** All of them, in this order. */
export const worldListNames: readonly WorldList[] = [
  "services",
  "namespaces",
  "nodes",
  "endpointSlices",
  "leases",
  "pools",
  "l2Advertisements",
  "bgpPeers",
  "bgpAdvertisements",
  "bfdProfiles",
  "communities",
  "virtualIPs",
  "l2Statuses",
  "bgpStatuses",
  "configurationStates",
];

/** Objects of one list that come and go. */
export class KeptList<List extends WorldList> {
  readonly #kind: (typeof worldLists)[List];
  readonly #objects = new Map<ObjectKey, Listed<List>>();

  constructor(list: List) {
    this.#kind = worldLists[list];
  }

  /** What is no object is passed over. */
  put(value: unknown): void {
    const object = incoming(this.#kind, value);
    if (object !== undefined) this.#objects.set(keyOf(object), object);
  }

  remove(key: ObjectKey): void {
    this.#objects.delete(key);
  }

  get all(): readonly Listed<List>[] {
    return [...this.#objects.values()];
  }
}
