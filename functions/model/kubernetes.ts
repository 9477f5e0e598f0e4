/**
 * The Kubernetes kinds that this project reads or writes, with only the fields that matter here. Field names and
 * meanings are those of the Kubernetes API (v1.34).
 *
 * @module
 */

/** Milliseconds since the Unix epoch. Functions get the present time as `observed.now` and never read a clock. */
export type Instant = number;

/** `namespace/name`, or `name` for a cluster-scoped object. */
export type ObjectKey = string;

export type Labels = Readonly<Record<string, string>>;

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  /** Deletion waits for these: each names a task that must be done before the object is removed. */
  readonly finalizers?: readonly string[];
  /**
   * For a Service: the managers that own a part of `status.loadBalancer`. For other kinds, this field is not stored.
   */
  readonly managedFields?: readonly FieldManager[];
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly ownerReferences?: readonly OwnerReference[];
  /** Not part of the object at the API server. */
  readonly firstSeen?: FirstSeen;
}

/**
 * Times that another machine wrote: the text of each, and when this process first saw it. `since`: a node took the
 * address. `conflict`: a conflict began or ended. `moved`: the plan took the address away. `up`: the announcer started.
 */
export type FirstSeen = Readonly<
  Partial<Record<"since" | "conflict" | "moved" | "up", { readonly text: string; readonly at: Instant }>>
>;

/** One entry of `metadata.managedFields`. */
export interface FieldManager {
  readonly manager: string;
  /** When the manager wrote last, in RFC 3339. */
  readonly time?: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** In RFC 3339; changes only when `status` changes. */
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Service extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Service";
  readonly spec: ServiceSpec;
  readonly status?: ServiceStatus;
}

export type IPFamily = "IPv4" | "IPv6";

export interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  /** On every node, kube-proxy routes traffic for these addresses to the Service. */
  readonly externalIPs?: readonly string[];
  readonly ipFamilies?: readonly IPFamily[];
  readonly ipFamilyPolicy?: "SingleStack" | "PreferDualStack" | "RequireDualStack";
  readonly loadBalancerIP?: string;
  readonly loadBalancerClass?: string;
  readonly externalTrafficPolicy?: "Cluster" | "Local";
  readonly selector?: Labels;
  readonly ports?: readonly ServicePort[];
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
}

export interface ServiceStatus {
  readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] };
  readonly conditions?: readonly Condition[];
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
  /** Errors of the Service's ports. Arpeggio writes none. */
  readonly ports?: unknown;
}

export interface Namespace extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Namespace";
}

export interface Node extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Node";
  readonly spec?: {
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
    readonly podCIDRs?: readonly string[];
  };
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** discovery.k8s.io/v1. The label `kubernetes.io/service-name` names the Service. */
export interface EndpointSlice extends KubernetesObject {
  readonly apiVersion: "discovery.k8s.io/v1";
  readonly kind: "EndpointSlice";
  readonly endpoints?: readonly Endpoint[];
}

export interface Endpoint {
  readonly nodeName?: string;
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean };
}

/** coordination.k8s.io/v1. */
export interface Lease extends KubernetesObject {
  readonly apiVersion: "coordination.k8s.io/v1";
  readonly kind: "Lease";
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    /** RFC 3339 with microseconds. */
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/** core/v1. */
export interface Secret extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
  readonly type?: string;
  /** The values are in base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** core/v1. */
export interface ConfigMap extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "ConfigMap";
  readonly data?: Readonly<Record<string, string>>;
}

/** rbac.authorization.k8s.io/v1. */
export interface Role extends KubernetesObject {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "Role";
  readonly rules?: readonly PolicyRule[];
}

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  /** The objects that the rule is for. Absent or empty: all objects. */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** core/v1 Event, as `kubectl describe` shows it. */
export interface KubernetesEvent extends KubernetesObject {
  readonly apiVersion: "v1";
  readonly kind: "Event";
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
  readonly source: { readonly component: string; readonly host?: string };
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
}

/**
 * The key of an object: `namespace/name`, or `name` if the object has no namespace.
 *
 * ```ts
 * import { keyOf } from "./kubernetes.ts";
 * import assert from "node:assert/strict";
 * assert.equal(keyOf({ metadata: { name: "nginx", namespace: "default" } }), "default/nginx");
 * ```
 */
export function keyOf(object: { readonly metadata: ObjectMeta }): ObjectKey {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
