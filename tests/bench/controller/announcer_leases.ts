/**
 * Leases as announcers write them, on a cluster without announcers.
 *
 * @module
 */

import { announcerLeaseName } from "../../../functions/model/announcing/status/announcer_lease.ts";
import { toMicroTime } from "../../../functions/model/instant.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { announcerLeaseSeconds, announcerRenewSeconds } from "../../../functions/model/lease_times.ts";
import { annotationLinks, labelComponent, labelNode } from "../../../functions/model/names.ts";
import type { ApiClient } from "../../cluster/machine/api_client.ts";

/** The path of the announcers' Leases. */
export const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";
const renewMs = announcerRenewSeconds * 1_000;

/** The Lease of a node's announcer. Each index gives the link of the node another MAC and another address. */
export function announcerLease(node: string, index: number, started: string): Lease {
  const [high, low] = [(10 + index) >> 8, (10 + index) & 255];
  const [first, last] = [high, low].map((byte) => byte.toString(16).padStart(2, "0"));
  const link = { name: "eth0", mac: `02:00:00:00:${first}:${last}`, addresses: [`172.16.${high}.${low}/16`] };
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: announcerLeaseName(node),
      labels: { [labelComponent]: "announcer", [labelNode]: node },
      annotations: { [annotationLinks]: JSON.stringify({ links: [link] }) },
    },
    spec: {
      holderIdentity: node,
      leaseDurationSeconds: announcerLeaseSeconds,
      acquireTime: started,
      renewTime: started,
    },
  };
}

/** Makes a Lease for each node, and renews the Leases until the result is disposed of. */
export async function keepAnnouncerLeases(api: ApiClient, nodes: readonly string[]): Promise<AsyncDisposable> {
  const started = toMicroTime(Date.now());
  for (const [index, node] of nodes.entries()) {
    await api.request("POST", leases, announcerLease(node, index, started));
  }
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(async () => {
      for (const node of nodes) {
        await api.request("PATCH", `${leases}/${announcerLeaseName(node)}`, {
          spec: { renewTime: toMicroTime(Date.now()) },
        });
      }
    });
  }, renewMs);
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      clearInterval(timer);
      await renewing;
    },
  };
}
