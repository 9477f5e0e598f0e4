/**
 * The manifests of a lab with load sharing: for each IP family, a pool whose addresses one node announces, and a pool
 * whose addresses all nodes share.
 *
 * @module
 */

import { stringify } from "yaml";
import { annotationAddresses, annotationLoadSharing } from "../../../functions/model/names.ts";
import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import type { ExampleFiles } from "../example/example.ts";

export interface SharingService {
  readonly name: string;
  readonly family: IPFamily;
  /** By `one` node, or by `all` nodes with load sharing. */
  readonly announcedBy: "one" | "all";
  readonly policy: "Local" | "Cluster";
  /** The number of its address in its pool, below 256. */
  readonly number: number;
}

/** The networks are among the ranges for which a lab's nodes accept packets. */
const networks: Readonly<Record<IPFamily, Readonly<Record<SharingService["announcedBy"], string>>>> = {
  IPv4: { one: "172.16.17.", all: "172.16.18." },
  IPv6: { one: "fd00:16::16:0:17:", all: "fd00:16::16:0:18:" },
};

export function addressOf({ family, announcedBy, number }: SharingService): string {
  return `${networks[family][announcedBy]}${family === "IPv4" ? number : number.toString(16)}`;
}

/** The pools, an advertisement without the annotation for load sharing, and one with it. */
export const sharingGround: ExampleFiles = {
  "pool-of-one.yaml": groundOf("one"),
  "pool-of-all.yaml": groundOf("all"),
};

function groundOf(announcedBy: SharingService["announcedBy"]): string {
  const annotations = announcedBy === "all" ? { [annotationLoadSharing]: "hosts" } : {};
  const metadata = { name: announcedBy, namespace: "metallb-system" };
  return manifest(
    {
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata,
      spec: { addresses: [`${networks.IPv4[announcedBy]}0/24`, `${networks.IPv6[announcedBy]}0/120`] },
    },
    {
      apiVersion: "metallb.io/v1beta1",
      kind: "L2Advertisement",
      metadata: { ...metadata, annotations },
      spec: { ipAddressPools: [announcedBy], interfaces: ["eth0"] },
    },
  );
}

/** A Service with an endpoint on each node. */
export function sharingService(service: SharingService, nodes: readonly string[]): ExampleFiles {
  const { name, family, policy, number } = service;
  const clusterIP = family === "IPv4" ? `10.96.0.${number}` : `fd00:96::${number.toString(16)}`;
  const text = manifest(
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "default", annotations: { [annotationAddresses]: addressOf(service) } },
      spec: {
        type: "LoadBalancer",
        clusterIP,
        clusterIPs: [clusterIP],
        ipFamilies: [family],
        ipFamilyPolicy: "SingleStack",
        externalTrafficPolicy: policy,
        selector: { app: name },
        ports: [{ port: 80 }],
      },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-0`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
      addressType: family,
      ports: [{ port: 80 }],
      endpoints: nodes.map((nodeName, index) => ({
        addresses: [family === "IPv4" ? `10.244.0.${index + 1}` : `fd00:244::${index + 1}`],
        nodeName,
        conditions: { ready: true, serving: true, terminating: false },
      })),
    },
  );
  return { [`${name}.yaml`]: text };
}

function manifest(...objects: readonly object[]): string {
  return objects.map((object) => stringify(object)).join("---\n");
}
