/**
 * A world that is told line by line.
 *
 * @module
 */

import type { Instant } from "../../functions/model/kubernetes.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { isFields } from "../store/json.ts";
import { KeptList, worldListNames } from "./world_lists.ts";

export class RecordedWorld {
  readonly #lists = {
    services: new KeptList("services"),
    namespaces: new KeptList("namespaces"),
    nodes: new KeptList("nodes"),
    endpointSlices: new KeptList("endpointSlices"),
    leases: new KeptList("leases"),
    pools: new KeptList("pools"),
    l2Advertisements: new KeptList("l2Advertisements"),
    bgpPeers: new KeptList("bgpPeers"),
    bgpAdvertisements: new KeptList("bgpAdvertisements"),
    bfdProfiles: new KeptList("bfdProfiles"),
    communities: new KeptList("communities"),
    virtualIPs: new KeptList("virtualIPs"),
    l2Statuses: new KeptList("l2Statuses"),
    bgpStatuses: new KeptList("bgpStatuses"),
    configurationStates: new KeptList("configurationStates"),
  };

  /** Both by list: objects, and keys. What is neither is passed over. */
  change(changed: unknown, gone: unknown): void {
    for (const list of worldListNames) {
      const objects: unknown = isFields(changed) ? changed[list] : undefined;
      const keys: unknown = isFields(gone) ? gone[list] : undefined;
      if (Array.isArray(objects)) { for (const object of objects) this.#lists[list].put(object); }
      if (Array.isArray(keys)) { for (const key of keys) if (typeof key === "string") this.#lists[list].remove(key); }
    }
  }

  observed(
    { now, settings, followedSince }: {
      readonly now: Instant;
      readonly settings: Settings;
      readonly followedSince: unknown;
    },
  ): Observed {
    const lists = this.#lists;
    return {
      now,
      settings,
      ...(typeof followedSince === "number" && { followedSince }),
      services: lists.services.all,
      namespaces: lists.namespaces.all,
      nodes: lists.nodes.all,
      endpointSlices: lists.endpointSlices.all,
      leases: lists.leases.all,
      pools: lists.pools.all,
      l2Advertisements: lists.l2Advertisements.all,
      bgpPeers: lists.bgpPeers.all,
      bgpAdvertisements: lists.bgpAdvertisements.all,
      bfdProfiles: lists.bfdProfiles.all,
      communities: lists.communities.all,
      virtualIPs: lists.virtualIPs.all,
      l2Statuses: lists.l2Statuses.all,
      bgpStatuses: lists.bgpStatuses.all,
      configurationStates: lists.configurationStates.all,
    };
  }
}
