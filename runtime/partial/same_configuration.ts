/**
 * Compares the objects that affect all addresses, such as pools and Nodes, with those of the last pass. Pure.
 *
 * @module
 */

import type { NodeStanding } from "../../functions/model/election/exclusions.ts";
import type { KubernetesObject, Lease } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { isEqual } from "../store/merge_patch.ts";

/** The lists of configuration objects. Arpeggio writes their status, so no decision depends on it. */
const configured = [
  "pools",
  "l2Advertisements",
  "bgpPeers",
  "bgpAdvertisements",
  "bfdProfiles",
  "communities",
] as const;

export function isSameConfiguration(before: Observed, after: Observed): boolean {
  return isEqual(before.settings, after.settings) &&
    isSameList(before.namespaces, after.namespaces, withoutVersions) &&
    isSameList(before.nodes, after.nodes, withoutVersions) &&
    isSameList(before.leases, after.leases, withoutRenewal) &&
    configured.every((list) => isSameList<KubernetesObject>(before[list], after[list], withoutStatus));
}

/**
 * Compares the standings of nodes. The time of the last renewal counts only for an `unheard` announcer. All other facts
 * about announcers are in their Leases, which `isSameConfiguration` compares.
 */
export function isSameStandings(before: readonly NodeStanding[], after: readonly NodeStanding[]): boolean {
  return before.length === after.length && before.every((one, place) => {
    const other = after[place];
    const standing = one.announcer?.standing;
    return other?.name === one.name && other.exclusion === one.exclusion && other.announcer?.standing === standing &&
      (standing !== "unheard" || other.announcer?.renewedAt === one.announcer?.renewedAt);
  });
}

function isSameList<Item extends object>(
  before: readonly Item[],
  after: readonly Item[],
  essence: (item: Item) => object,
): boolean {
  if (before === after) return true;
  return before.length === after.length && before.every((one, place) => {
    const other = after[place];
    return one === other || (other !== undefined && isEqual(essence(one), essence(other)));
  });
}

function withoutVersions(object: KubernetesObject): object {
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: undefined, generation: undefined, managedFields: undefined },
  };
}

function withoutStatus(object: KubernetesObject): object {
  return { ...withoutVersions(object), status: undefined };
}

function withoutRenewal(lease: Lease): object {
  return { ...withoutVersions(lease), spec: { ...lease.spec, renewTime: undefined } };
}
