/**
 * Where each kind lives in the Kubernetes API.
 *
 * @module
 */

import type { KindName } from "../../functions/model/kinds.ts";

export interface Resource {
  /** `v1`, or group and version. */
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const metallb = "metallb.io/v1beta1";

export const resources: Readonly<Record<KindName, Resource>> = {
  Service: { apiVersion: "v1", plural: "services", namespaced: true },
  Namespace: { apiVersion: "v1", plural: "namespaces", namespaced: false },
  Node: { apiVersion: "v1", plural: "nodes", namespaced: false },
  Event: { apiVersion: "v1", plural: "events", namespaced: true },
  Secret: { apiVersion: "v1", plural: "secrets", namespaced: true },
  ConfigMap: { apiVersion: "v1", plural: "configmaps", namespaced: true },
  EndpointSlice: { apiVersion: "discovery.k8s.io/v1", plural: "endpointslices", namespaced: true },
  Lease: { apiVersion: "coordination.k8s.io/v1", plural: "leases", namespaced: true },
  IPAddressPool: { apiVersion: metallb, plural: "ipaddresspools", namespaced: true },
  L2Advertisement: { apiVersion: metallb, plural: "l2advertisements", namespaced: true },
  BGPPeer: { apiVersion: "metallb.io/v1beta2", plural: "bgppeers", namespaced: true },
  BGPAdvertisement: { apiVersion: metallb, plural: "bgpadvertisements", namespaced: true },
  BFDProfile: { apiVersion: metallb, plural: "bfdprofiles", namespaced: true },
  Community: { apiVersion: metallb, plural: "communities", namespaced: true },
  ServiceBGPStatus: { apiVersion: metallb, plural: "servicebgpstatuses", namespaced: true },
  ServiceL2Status: { apiVersion: metallb, plural: "servicel2statuses", namespaced: true },
  ConfigurationState: { apiVersion: metallb, plural: "configurationstates", namespaced: true },
  VirtualIP: { apiVersion: "arpeggio.dev/v1alpha1", plural: "virtualips", namespaced: false },
};

/** The path of a collection: `/api/v1/services`, `/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools`. */
export function collectionPath(kind: KindName, namespace?: string): string {
  const { apiVersion, plural, namespaced } = resources[kind];
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${place}/${plural}`;
}

/** The path of one object. */
export function objectPath(
  kind: KindName,
  { name, namespace }: { readonly name: string; readonly namespace?: string },
): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}
