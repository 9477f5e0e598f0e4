/**
 * Keeps of an object from outside just the fields that `functions/model/` names: a Service from an API server is then a
 * third of its size, a Node a tenth.
 *
 * @module
 */

import type { KindName } from "../../functions/model/kinds.ts";
import { labelServiceName } from "../../functions/model/names.ts";
import { isFields } from "./json.ts";
import { resources } from "./resources.ts";

/** What to keep: a whole value, or some fields of it (of each element, when it is an array). */
type Shape = "all" | { readonly [field: string]: Shape };

const metadata = {
  name: "all",
  namespace: "all",
  uid: "all",
  resourceVersion: "all",
  generation: "all",
  creationTimestamp: "all",
  deletionTimestamp: "all",
  labels: "all",
  annotations: "all",
  ownerReferences: { apiVersion: "all", kind: "all", name: "all", uid: "all" },
} as const satisfies Shape;

const { annotations: _, ...metadataWithoutAnnotations } = metadata;

const custom = { metadata, spec: "all", status: "all" } as const satisfies Shape;

const shapes: Readonly<Record<KindName, { readonly [field: string]: Shape }>> = {
  Service: {
    metadata,
    spec: {
      type: "all",
      clusterIP: "all",
      clusterIPs: "all",
      ipFamilies: "all",
      ipFamilyPolicy: "all",
      loadBalancerIP: "all",
      loadBalancerClass: "all",
      externalTrafficPolicy: "all",
      selector: "all",
      ports: { name: "all", protocol: "all", port: "all" },
    },
    status: {
      loadBalancer: { ingress: { ip: "all", hostname: "all", ipMode: "all" } },
      conditions: "all",
    },
  },
  Namespace: { metadata: metadataWithoutAnnotations },
  Node: {
    metadata: metadataWithoutAnnotations,
    spec: { taints: { key: "all", value: "all", effect: "all" }, podCIDRs: "all" },
    status: { addresses: "all", conditions: { type: "all", status: "all" } },
  },
  EndpointSlice: {
    metadata: {
      name: "all",
      namespace: "all",
      resourceVersion: "all",
      deletionTimestamp: "all",
      labels: { [labelServiceName]: "all" },
    },
    endpoints: { nodeName: "all", conditions: { ready: "all", serving: "all" } },
  },
  Lease: {
    metadata,
    spec: {
      holderIdentity: "all",
      leaseDurationSeconds: "all",
      acquireTime: "all",
      renewTime: "all",
      leaseTransitions: "all",
    },
  },
  Event: {
    metadata,
    type: "all",
    reason: "all",
    message: "all",
    involvedObject: "all",
    source: "all",
    firstTimestamp: "all",
    lastTimestamp: "all",
    count: "all",
  },
  Secret: { metadata: metadataWithoutAnnotations, type: "all", data: "all" },
  ConfigMap: { metadata: metadataWithoutAnnotations, data: "all" },
  IPAddressPool: custom,
  L2Advertisement: custom,
  BGPPeer: custom,
  BGPAdvertisement: custom,
  BFDProfile: custom,
  Community: custom,
  ServiceL2Status: custom,
  ServiceBGPStatus: custom,
  ConfigurationState: custom,
  VirtualIP: custom,
};

/** What `kubectl apply` remembers of the manifest: a second copy of the object. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** The object with just the fields that matter; a field that is null is left out. */
export function trim(kind: KindName, object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { apiVersion: resources[kind].apiVersion, kind, ...pickFields(shapes[kind], object) };
}

function pick(shape: Shape, value: unknown): unknown {
  if (shape === "all") return value;
  if (Array.isArray(value)) return value.map((element) => pick(shape, element));
  return isFields(value) ? pickFields(shape, value) : value;
}

function pickFields(
  shape: { readonly [field: string]: Shape },
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in shape) {
    const value = fields[name];
    const inside = shape[name];
    if (value === undefined || value === null || inside === undefined || isFilledIn(name, value)) continue;
    const picked = name === "annotations" ? withoutLastApplied(value) : pick(inside, value);
    if (picked !== undefined) kept[name] = picked;
  }
  return kept;
}

/** An API server says this of every address of which nothing was said; kept, it would look like a difference. */
function isFilledIn(name: string, value: unknown): boolean {
  return name === "ipMode" && value === "VIP";
}

function withoutLastApplied(annotations: unknown): unknown {
  if (!isFields(annotations) || !(lastApplied in annotations)) return annotations;
  const { [lastApplied]: _, ...others } = annotations;
  return Object.keys(others).length === 0 ? undefined : others;
}
