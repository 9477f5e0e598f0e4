/**
 * Schemas of Kubernetes' own kinds, for the fields in `functions/model/kubernetes.ts`. Other fields are allowed and
 * ignored.
 *
 * @module
 */

import type { KindName } from "../../functions/model/kinds.ts";
import type { CustomKinds } from "../../functions/model/crds.ts";
import type { Schema } from "./schema/structural_schema.ts";

type Fields = Readonly<Record<string, Schema>>;

const anything: Schema = {};
const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };
const textMap: Schema = { type: "object", additionalProperties: text };
const truth: Schema = { type: "boolean" };
const count: Schema = { type: "integer", minimum: 0 };
const port: Schema = { type: "integer", minimum: 1, maximum: 65535 };
const conditionStatus: Schema = { type: "string", enum: ["True", "False", "Unknown"] };

export const objectMeta: Schema = map({
  name: { type: "string", minLength: 1 },
  namespace: text,
  uid: text,
  resourceVersion: text,
  generation: { type: "integer" },
  creationTimestamp: text,
  deletionTimestamp: text,
  finalizers: texts,
  labels: textMap,
  annotations: textMap,
  ownerReferences: list({ apiVersion: text, kind: text, name: text, uid: text }, "apiVersion", "kind", "name", "uid"),
}, "name");

const serviceSpec = map({
  type: text,
  clusterIP: text,
  clusterIPs: texts,
  externalIPs: texts,
  ipFamilies: { type: "array", items: { type: "string", enum: ["IPv4", "IPv6"] } },
  ipFamilyPolicy: { type: "string", enum: ["SingleStack", "PreferDualStack", "RequireDualStack"] },
  loadBalancerIP: text,
  loadBalancerClass: text,
  externalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"] },
  selector: textMap,
  ports: list({
    name: text,
    protocol: { type: "string", enum: ["TCP", "UDP", "SCTP"] },
    port,
    targetPort: { "x-kubernetes-int-or-string": true },
  }, "port"),
});

const conditions = list({
  type: text,
  status: conditionStatus,
  reason: text,
  message: text,
  lastTransitionTime: text,
  observedGeneration: { type: "integer" },
}, ...["type", "status", "reason", "message", "lastTransitionTime"]);

const serviceStatus = map({
  loadBalancer: map({ ingress: list({ ip: text, hostname: text, ipMode: text }) }),
  conditions,
});

/** By kind: the fields besides `apiVersion`, `kind` and `metadata`. */
export const coreSchemas: Readonly<Record<Exclude<KindName, keyof CustomKinds>, Schema>> = {
  Service: map({ spec: serviceSpec, status: serviceStatus }, "spec"),
  Namespace: map({}),
  Node: map({
    spec: map({ taints: list({ key: text, value: text, effect: text }, "key", "effect"), podCIDRs: texts }),
    status: map({
      addresses: list({ type: text, address: text }, "type", "address"),
      conditions: list({ type: text, status: text }, "type", "status"),
    }),
  }),
  EndpointSlice: map({
    addressType: text,
    endpoints: list({
      addresses: texts,
      nodeName: text,
      conditions: map({ ready: truth, serving: truth, terminating: truth }),
    }),
  }),
  Lease: map({
    spec: map({
      holderIdentity: text,
      leaseDurationSeconds: count,
      // `check` judges these times. The schema does not, since a Lease with an invalid time must not count as missing.
      acquireTime: anything,
      renewTime: anything,
      leaseTransitions: count,
    }),
  }),
  Secret: map({ type: text, data: textMap }),
  ConfigMap: map({ data: textMap }),
  Role: map({
    rules: list({ apiGroups: texts, resources: texts, resourceNames: texts, verbs: texts }, "verbs"),
  }),
  Event: map(
    {
      type: { type: "string", enum: ["Normal", "Warning"] },
      reason: text,
      message: text,
      involvedObject: map(
        { apiVersion: text, kind: text, name: text, namespace: text, uid: text },
        ...["apiVersion", "kind", "name"],
      ),
      source: map({ component: text, host: text }, "component"),
      firstTimestamp: text,
      lastTimestamp: text,
      count,
    },
    ...["type", "reason", "message", "involvedObject", "source", "firstTimestamp", "lastTimestamp", "count"],
  ),
};

function map(properties: Fields, ...required: readonly string[]): Schema {
  return { type: "object", properties, required, "x-kubernetes-preserve-unknown-fields": true };
}

function list(properties: Fields, ...required: readonly string[]): Schema {
  return { type: "array", items: map(properties, ...required) };
}
