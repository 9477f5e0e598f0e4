/**
 * Converts between the lists of an observed world and a record of objects by kind.
 *
 * @module
 */

import type { Kinds } from "./kinds.ts";
import type { ListedKind } from "./kind_table.ts";
import type { Observed, ObservedLists } from "./observed.ts";

/** Objects by kind. */
export type ObjectsByKind = { readonly [Kind in ListedKind]: readonly Kinds[Kind][] };

/** A world whose lists come from `all`, a function that returns all objects of a kind. */
export function observedFrom(
  all: <Kind extends ListedKind>(kind: Kind) => readonly Kinds[Kind][],
  rest: Omit<Observed, keyof ObservedLists>,
): Observed {
  return {
    ...rest,
    services: all("Service"),
    namespaces: all("Namespace"),
    nodes: all("Node"),
    endpointSlices: all("EndpointSlice"),
    leases: all("Lease"),
    pools: all("IPAddressPool"),
    l2Advertisements: all("L2Advertisement"),
    bgpPeers: all("BGPPeer"),
    bgpAdvertisements: all("BGPAdvertisement"),
    bfdProfiles: all("BFDProfile"),
    communities: all("Community"),
    virtualIPs: all("VirtualIP"),
    l2Statuses: all("ServiceL2Status"),
    bgpStatuses: all("ServiceBGPStatus"),
    configurationStates: all("ConfigurationState"),
  };
}

/** The lists of a world, by kind. */
export function objectsByKind(observed: ObservedLists): ObjectsByKind {
  return {
    Service: observed.services,
    Namespace: observed.namespaces,
    Node: observed.nodes,
    EndpointSlice: observed.endpointSlices,
    Lease: observed.leases,
    IPAddressPool: observed.pools,
    L2Advertisement: observed.l2Advertisements,
    BGPPeer: observed.bgpPeers,
    BGPAdvertisement: observed.bgpAdvertisements,
    BFDProfile: observed.bfdProfiles,
    Community: observed.communities,
    VirtualIP: observed.virtualIPs,
    ServiceL2Status: observed.l2Statuses,
    ServiceBGPStatus: observed.bgpStatuses,
    ConfigurationState: observed.configurationStates,
  };
}
