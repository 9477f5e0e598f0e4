/**
 * Names that this project writes into the cluster or reads from it.
 *
 * @module
 */

export const conditionAllocated = "arpeggio.dev/Allocated";
export const conditionAnnounced = "arpeggio.dev/Announced";

/**
 * The request of a Service. MetalLB reads the same annotations. If an annotation is there under its current name, its
 * deprecated name is ignored.
 */
export const annotationAddresses = "metallb.io/loadBalancerIPs";
export const annotationPool = "metallb.io/address-pool";
export const annotationSharing = "metallb.io/allow-shared-ip";
export const deprecatedAnnotationPrefix = "metallb.universe.tf/";
export const deprecatedAnnotationAddresses = "metallb.universe.tf/loadBalancerIPs";
export const deprecatedAnnotationPool = "metallb.universe.tf/address-pool";
export const deprecatedAnnotationSharing = "metallb.universe.tf/allow-shared-ip";

/** By deprecated name: the current name of an annotation that users write. */
export const deprecatedRequests: Readonly<Record<string, string>> = {
  [deprecatedAnnotationAddresses]: annotationAddresses,
  [deprecatedAnnotationPool]: annotationPool,
  [deprecatedAnnotationSharing]: annotationSharing,
};

/**
 * On a Service: the address that the Service left because of a stranger. As long as that address is put aside, the
 * annotation stays, and the Service does not move a second time.
 */
export const annotationInsteadOf = "arpeggio.dev/instead-of";

/** On a Service: the events that have been sent and that no condition shows; see `reporting/told.ts`. */
export const annotationTold = "arpeggio.dev/told";

/** On a Service: the pool of its address. MetalLB writes this annotation too. */
export const annotationAllocatedFrom = "metallb.io/ip-allocated-from-pool";

/** The annotations of a Service that this project writes. */
export const ownAnnotations: readonly string[] = [annotationAllocatedFrom, annotationInsteadOf, annotationTold];

/** On a pool: with `lowest`, a Service gets the lowest free address instead of one that depends on its name. */
export const annotationChoose = "arpeggio.dev/choose";

/** On an L2Advertisement: with `hosts`, all nodes announce, each to the hosts that are assigned to it. */
export const annotationLoadSharing = "arpeggio.dev/load-sharing";

/** A label of Kubernetes: nodes that have it, with any value, receive no external traffic. */
export const labelExcludeFromLoadBalancers = "node.kubernetes.io/exclude-from-external-load-balancers";

/** A label of Kubernetes on an EndpointSlice. */
export const labelServiceName = "kubernetes.io/service-name";

/** The Lease of the active controller. */
export const controllerLeaseName = "arpeggio-controller";

export const labelComponent = "arpeggio.dev/component";
export const labelNode = "arpeggio.dev/node";

/** On a VirtualIP: one label for each node that the VirtualIP concerns; see `virtual_ip_labels.ts`. */
export const nodeLabelPrefix = "node.arpeggio.dev/";
/** On the controller's Lease: the holder of the Lease, once every VirtualIP has its node labels. */
export const annotationLabelling = "arpeggio.dev/labelling";

/** On an announcer's Lease: its links as JSON, see `AnnouncerLinks`. */
export const annotationLinks = "arpeggio.dev/links";

/** On an announcer's Lease: the names of the peers whose heartbeats it does not receive, joined by commas. */
export const annotationUnheard = "arpeggio.dev/unheard";

/** On an announcer's Lease: the start of a second announcer with its node name, which must wait; see `twins.ts`. */
export const annotationTwin = "arpeggio.dev/twin";

/** On an announcer's Lease: the health of its node's kube-proxy, see `KnownProxy`. */
export const annotationKubeProxy = "arpeggio.dev/kube-proxy";

/** On an announcer's Lease: its keys and its protocol versions, as JSON, see `HeartbeatStanding`. */
export const annotationHeartbeat = "arpeggio.dev/heartbeat";

/** On the Lease of an announcer that speaks BGP: its sessions, as JSON, see `BGPStanding`. */
export const annotationBGP = "arpeggio.dev/bgp";

/** On a VirtualIP: when `elect` last took the address from a node that could have kept it, RFC 3339. */
export const annotationMoved = "arpeggio.dev/moved";
