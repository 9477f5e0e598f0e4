/**
 * Services that could get no address even if every address of every pool were free.
 *
 * @module
 */

import { currentAddresses } from "../allocation/current_addresses.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { readInventory } from "../allocation/inventory.ts";
import { planFor } from "../allocation/plan.ts";
import { newServiceState } from "../allocation/service_state.ts";
import { type Fault, faultsOf, warning } from "../fault.ts";
import type { Observed } from "../observed.ts";
import { namespaceLabels } from "../pools/admission.ts";
import type { Pool } from "../pools/pool.ts";
import type { AllocationReason } from "../reasons.ts";

type World = Pick<
  Observed,
  | "now"
  | "settings"
  | "services"
  | "pools"
  | "namespaces"
  | "nodes"
  | "leases"
  | "l2Advertisements"
  | "bgpAdvertisements"
  | "bgpPeers"
>;

const hopeless: readonly AllocationReason[] = ["NoPools", "NoEligiblePool", "FamilyMismatch"];

/**
 * The warnings about Services that have no address and ask for no address or pool. There is no warning in these cases:
 * - The objects contain no pool, Node, Lease, advertisement or BGPPeer, as in the manifests of one application.
 * - All pools have errors: the pools have their own faults.
 * - The answer depends on the labels of a namespace that the objects do not contain.
 */
export function hopelessServiceWarnings(observed: World, valid: readonly Pool[]): readonly Fault[] {
  const { services, pools, namespaces, nodes, leases, l2Advertisements, bgpAdvertisements, bgpPeers } = observed;
  const configuration = [nodes, leases, l2Advertisements, bgpAdvertisements, bgpPeers];
  if (pools.length === 0 ? configuration.every(({ length }) => length === 0) : valid.length === 0) return [];
  const inventory = readInventory({ ...observed, services: [], virtualIPs: [], leases: [] }, { valid, faults: [] });
  const labels = namespaceLabels(namespaces);
  const isOpen = valid.some(({ serviceAllocation }) => (serviceAllocation?.namespaceSelectors.length ?? 0) > 0);
  return services.flatMap((service) => {
    if (!isEligible(service, observed.settings) || currentAddresses(service).length > 0) return [];
    const state = newServiceState(service, true, inventory);
    const { request, need } = state;
    if (request.pool !== undefined || request.addresses.length > 0 || need.refusal !== undefined) return [];
    const plan = planFor(state, inventory);
    if (!("reason" in plan) || !hopeless.includes(plan.reason)) return [];
    if (plan.reason === "NoEligiblePool" && isOpen && !labels.has(service.metadata.namespace ?? "default")) return [];
    return faultsOf(service, [warning("spec", "NoAddress", plan.message)]);
  });
}
