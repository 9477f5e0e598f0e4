/**
 * What the API server would demand of Kubernetes' own kinds, as far as decisions are made from it.
 *
 * @module
 */

import type { CustomKinds } from "../../functions/model/crds.ts";
import type { KindName } from "../../functions/model/kinds.ts";
import type { Schema } from "../store/structural_schema.ts";

const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };
const labels: Schema = { type: "object", additionalProperties: text };
const time: Schema = { type: "string", format: "date-time", nullable: true };

/** Of every object. */
export const metadataSchema: Schema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1 },
    namespace: text,
    uid: text,
    resourceVersion: text,
    generation: { type: "integer" },
    creationTimestamp: time,
    deletionTimestamp: time,
    labels: { ...labels, nullable: true },
    annotations: { ...labels, nullable: true },
  },
};

const conditions: Schema = {
  type: "array",
  items: { type: "object", required: ["type", "status"], properties: { type: text, status: text } },
};

export const builtinSchemas: Readonly<Record<Exclude<KindName, keyof CustomKinds>, Schema>> = {
  Service: {
    type: "object",
    required: ["spec"],
    properties: {
      spec: {
        type: "object",
        properties: {
          type: text,
          clusterIP: text,
          clusterIPs: texts,
          ipFamilies: { type: "array", items: { type: "string", enum: ["IPv4", "IPv6"] } },
          ipFamilyPolicy: { type: "string", enum: ["SingleStack", "PreferDualStack", "RequireDualStack"] },
          loadBalancerIP: text,
          loadBalancerClass: text,
          externalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"] },
          selector: labels,
          ports: {
            type: "array",
            items: {
              type: "object",
              required: ["port"],
              properties: { name: text, protocol: text, port: { type: "integer", minimum: 1, maximum: 65535 } },
            },
          },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions,
          loadBalancer: {
            type: "object",
            properties: {
              ingress: {
                type: "array",
                items: { type: "object", properties: { ip: text, hostname: text, ipMode: text } },
              },
            },
          },
        },
      },
    },
  },
  Namespace: { type: "object" },
  Node: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          podCIDRs: texts,
          taints: {
            type: "array",
            items: { type: "object", required: ["key"], properties: { key: text, value: text, effect: text } },
          },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions,
          addresses: { type: "array", items: { type: "object", properties: { type: text, address: text } } },
        },
      },
    },
  },
  EndpointSlice: {
    type: "object",
    properties: {
      addressType: text,
      endpoints: {
        type: "array",
        nullable: true,
        items: {
          type: "object",
          properties: {
            addresses: texts,
            nodeName: text,
            conditions: {
              type: "object",
              properties: {
                ready: { type: "boolean", nullable: true },
                serving: { type: "boolean", nullable: true },
                terminating: { type: "boolean", nullable: true },
              },
            },
          },
        },
      },
    },
  },
  Lease: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          holderIdentity: text,
          leaseDurationSeconds: { type: "integer" },
          acquireTime: time,
          renewTime: time,
          leaseTransitions: { type: "integer" },
        },
      },
    },
  },
  Event: { type: "object" },
};
