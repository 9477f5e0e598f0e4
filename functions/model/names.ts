/**
 * Names that this project writes into the cluster or reads from it.
 *
 * @module
 */

export const conditionAllocated = "arpeggio.dev/Allocated";
export const conditionAnnounced = "arpeggio.dev/Announced";

/** What a Service may ask for, as with MetalLB; the current name wins over the deprecated one by being there. */
export const annotationAddresses = "metallb.io/loadBalancerIPs";
export const annotationPool = "metallb.io/address-pool";
export const annotationSharing = "metallb.io/allow-shared-ip";
export const deprecatedAnnotationPrefix = "metallb.universe.tf/";
export const deprecatedAnnotationAddresses = "metallb.universe.tf/loadBalancerIPs";
export const deprecatedAnnotationPool = "metallb.universe.tf/address-pool";
export const deprecatedAnnotationSharing = "metallb.universe.tf/allow-shared-ip";

/**
 * On a Service: the address that it left because a stranger was found on it. Written beside the address that it got instead,
 * for as long as the old one is put aside: so long, it does not move again.
 */
export const annotationInsteadOf = "arpeggio.dev/instead-of";

/** Written beside the address; MetalLB writes the same. */
export const annotationAllocatedFrom = "metallb.io/ip-allocated-from-pool";

/** On a pool: `lowest` gives the lowest free address instead of the stable choice. */
export const annotationChoose = "arpeggio.dev/choose";

/** Kubernetes' own label: nodes that carry it, with whatever value, take no external traffic. */
export const labelExcludeFromLoadBalancers = "node.kubernetes.io/exclude-from-external-load-balancers";

/** Kubernetes' own label on an EndpointSlice. */
export const labelServiceName = "kubernetes.io/service-name";

export const labelComponent = "arpeggio.dev/component";
export const labelNode = "arpeggio.dev/node";

/** On an announcer's Lease: its links as JSON, see `AnnouncerLease`. */
export const annotationLinks = "arpeggio.dev/links";

/** On the Lease of an announcer that speaks BGP: with whom, as JSON, see `BGPStanding`. */
export const annotationBGP = "arpeggio.dev/bgp";

/** On a VirtualIP: when `elect` last took the address from a node that could have kept it, RFC 3339. */
export const annotationMoved = "arpeggio.dev/moved";
