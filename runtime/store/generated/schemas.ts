/**
 * The schemas of the custom kinds. Made by `deno task generate` from `manifests/crds/`: edit the CRDs, not this file.
 *
 * @module
 */

import type { CustomKinds } from "../../../functions/model/crds.ts";
import type { Schema } from "../schema/structural_schema.ts";

const condition: Schema = {
  type: "object",
  required: ["type", "status", "reason", "message", "lastTransitionTime"],
  properties: {
    type: {
      type: "string",
      maxLength: 316,
      pattern:
        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
    },
    status: { type: "string", enum: ["True", "False", "Unknown"] },
    reason: { type: "string", minLength: 1, maxLength: 1024, pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$" },
    message: { type: "string", maxLength: 32768 },
    lastTransitionTime: { type: "string", format: "date-time" },
    observedGeneration: { type: "integer", format: "int64", minimum: 0 },
  },
};
const labelSelector: Schema = {
  type: "object",
  properties: {
    matchLabels: { type: "object", additionalProperties: { type: "string" } },
    matchExpressions: {
      type: "array",
      maxItems: 32,
      items: {
        type: "object",
        required: ["key", "operator"],
        properties: {
          key: { type: "string" },
          operator: { type: "string", enum: ["In", "NotIn", "Exists", "DoesNotExist"] },
          values: { type: "array", items: { type: "string" } },
        },
      },
    },
  },
};
/** For each kind the version that is stored. */
export const customApiVersions = {
  BFDProfile: "metallb.io/v1beta1",
  BGPAdvertisement: "metallb.io/v1beta1",
  BGPPeer: "metallb.io/v1beta2",
  Community: "metallb.io/v1beta1",
  ConfigurationState: "metallb.io/v1beta1",
  IPAddressPool: "metallb.io/v1beta1",
  L2Advertisement: "metallb.io/v1beta1",
  ServiceBGPStatus: "metallb.io/v1beta1",
  ServiceL2Status: "metallb.io/v1beta1",
  VirtualIP: "arpeggio.dev/v1alpha1",
} as const satisfies { [K in keyof CustomKinds]: CustomKinds[K]["apiVersion"] };

/** The schema of each kind, without `apiVersion`, `kind` and `metadata`. */
export const customSchemas: Readonly<Record<keyof CustomKinds, Schema>> = {
  BFDProfile: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          receiveInterval: { type: "integer", format: "int32", minimum: 10, maximum: 60000 },
          transmitInterval: { type: "integer", format: "int32", minimum: 10, maximum: 60000 },
          detectMultiplier: { type: "integer", format: "int32", minimum: 2, maximum: 255 },
          echoInterval: { type: "integer", format: "int32", minimum: 10, maximum: 60000 },
          echoMode: { type: "boolean" },
          passiveMode: { type: "boolean" },
          minimumTtl: { type: "integer", format: "int32", minimum: 1, maximum: 254 },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  BGPAdvertisement: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          aggregationLength: { type: "integer", format: "int32", minimum: 1, maximum: 32 },
          aggregationLengthV6: { type: "integer", format: "int32", minimum: 0, maximum: 128 },
          localPref: { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 },
          communities: { type: "array", maxItems: 256, items: { type: "string", maxLength: 253 } },
          ipAddressPools: { type: "array", maxItems: 256, items: { type: "string", maxLength: 253 } },
          ipAddressPoolSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          nodeSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          peers: { type: "array", maxItems: 256, items: { type: "string", maxLength: 253 } },
          serviceSelectors: { type: "array", maxItems: 1024, items: labelSelector },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  BGPPeer: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["myASN"],
        properties: {
          myASN: { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 },
          peerASN: { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 },
          dynamicASN: { type: "string", enum: ["internal", "external"] },
          localASN: { type: "integer", format: "int64", minimum: 1, maximum: 4294967295 },
          peerAddress: { type: "string", maxLength: 64 },
          interface: { type: "string", maxLength: 15 },
          sourceAddress: { type: "string", maxLength: 64 },
          peerPort: { type: "integer", minimum: 1, maximum: 16384 },
          holdTime: {
            type: "string",
            maxLength: 64,
            pattern:
              "^(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))*)$",
          },
          keepaliveTime: {
            type: "string",
            maxLength: 64,
            pattern:
              "^(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))*)$",
          },
          connectTime: {
            type: "string",
            maxLength: 64,
            pattern:
              "^(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))*)$",
          },
          routerID: { type: "string", maxLength: 64 },
          nodeSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          password: { type: "string" },
          passwordSecret: {
            type: "object",
            properties: {
              name: { type: "string" },
              namespace: { type: "string" },
            },
          },
          bfdProfile: { type: "string" },
          enableGracefulRestart: { type: "boolean" },
          ebgpMultiHop: { type: "boolean" },
          vrf: { type: "string" },
          disableMP: { type: "boolean" },
          dualStackAddressFamily: { type: "boolean" },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  Community: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          communities: {
            type: "array",
            maxItems: 2048,
            items: {
              type: "object",
              properties: {
                name: { type: "string" },
                value: { type: "string", maxLength: 64 },
              },
            },
          },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  ConfigurationState: {
    type: "object",
    properties: {
      status: {
        type: "object",
        properties: {
          result: { type: "string", enum: ["Valid", "Invalid", "Unknown"] },
          errorSummary: { type: "string" },
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  IPAddressPool: {
    type: "object",
    required: ["spec"],
    properties: {
      spec: {
        type: "object",
        required: ["addresses"],
        properties: {
          addresses: { type: "array", minItems: 1, maxItems: 2048, items: { type: "string", maxLength: 128 } },
          autoAssign: { type: "boolean" },
          avoidBuggyIPs: { type: "boolean" },
          serviceAllocation: {
            type: "object",
            properties: {
              priority: { type: "integer" },
              namespaces: { type: "array", maxItems: 512, items: { type: "string", maxLength: 63 } },
              namespaceSelectors: { type: "array", maxItems: 1024, items: labelSelector },
              serviceSelectors: { type: "array", maxItems: 1024, items: labelSelector },
            },
          },
        },
      },
      status: {
        type: "object",
        required: ["assignedIPv4", "assignedIPv6", "availableIPv4", "availableIPv6"],
        properties: {
          assignedIPv4: { type: "integer", format: "int64" },
          assignedIPv6: { type: "integer", format: "int64" },
          availableIPv4: { type: "integer", format: "int64" },
          availableIPv6: { type: "integer", format: "int64" },
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  L2Advertisement: {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          ipAddressPools: { type: "array", maxItems: 256, items: { type: "string", maxLength: 253 } },
          ipAddressPoolSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          nodeSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          interfaces: { type: "array", items: { type: "string" } },
          serviceSelectors: { type: "array", maxItems: 1024, items: labelSelector },
          preferredNodeSelectors: {
            type: "array",
            maxItems: 1024,
            items: {
              type: "object",
              required: ["weight", "preference"],
              properties: {
                weight: { type: "integer", format: "int32", minimum: 1, maximum: 100 },
                preference: labelSelector,
              },
            },
          },
        },
      },
      status: {
        type: "object",
        properties: {
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
  ServiceBGPStatus: {
    type: "object",
    properties: {
      spec: { type: "object" },
      status: {
        type: "object",
        properties: {
          node: { type: "string" },
          serviceName: { type: "string" },
          serviceNamespace: { type: "string" },
          peers: { type: "array", items: { type: "string" } },
        },
      },
    },
  },
  ServiceL2Status: {
    type: "object",
    properties: {
      spec: { type: "object" },
      status: {
        type: "object",
        properties: {
          node: { type: "string" },
          serviceName: { type: "string" },
          serviceNamespace: { type: "string" },
          interfaces: {
            type: "array",
            items: {
              type: "object",
              properties: {
                name: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
  VirtualIP: {
    type: "object",
    required: ["spec"],
    properties: {
      spec: {
        type: "object",
        required: ["address", "pool", "services"],
        properties: {
          address: { type: "string", maxLength: 64 },
          pool: { type: "string" },
          services: {
            type: "array",
            items: {
              type: "object",
              required: ["namespace", "name"],
              properties: {
                namespace: { type: "string" },
                name: { type: "string" },
                place: { type: "integer", minimum: 1 },
                sharing: {
                  type: "object",
                  required: ["key", "ports"],
                  properties: {
                    key: { type: "string" },
                    ports: { type: "array", items: { type: "string" } },
                    backend: { type: "string" },
                  },
                },
              },
            },
          },
          l2: {
            type: "object",
            required: ["order", "revision"],
            properties: {
              order: {
                type: "array",
                maxItems: 8,
                items: {
                  type: "object",
                  required: ["node"],
                  properties: {
                    node: { type: "string" },
                    interfaces: { type: "array", items: { type: "string" } },
                    weight: { type: "integer", minimum: 1, maximum: 100000 },
                  },
                },
              },
              revision: { type: "integer", format: "int64", minimum: 0 },
              externalTrafficPolicy: { type: "string", enum: ["Local"] },
              loadSharing: { type: "string", enum: ["hosts"] },
            },
          },
          bgp: {
            type: "object",
            required: ["advertisements"],
            properties: {
              advertisements: {
                type: "array",
                items: {
                  type: "object",
                  required: ["name"],
                  properties: {
                    name: { type: "string" },
                    nodes: { type: "array", items: { type: "string" } },
                  },
                },
              },
            },
          },
        },
      },
      status: {
        type: "object",
        properties: {
          node: { type: "string" },
          interfaces: { type: "array", items: { type: "string" } },
          revision: { type: "integer", format: "int64", minimum: 0 },
          since: { type: "string", format: "date-time" },
          silentSince: { type: "string", format: "date-time" },
          takenFrom: { type: "string" },
          takenFromLease: { type: "string" },
          hosts: {
            type: "array",
            maxItems: 8,
            items: {
              type: "object",
              required: ["node", "count"],
              properties: {
                node: { type: "string" },
                count: { type: "integer", minimum: 0 },
              },
            },
          },
          conditions: { type: "array", items: condition },
        },
      },
    },
  },
};
