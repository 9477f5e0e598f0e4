/**
 * Leases as announcers write them, on a cluster without announcers.
 *
 * @module
 */

import { announcerLeaseName } from "../../../functions/model/announcing/status/announcer_lease.ts";
import { annotationLinks, labelComponent, labelNode } from "../../../functions/model/names.ts";
import type { ApiClient } from "../../cluster/machine/api_client.ts";

const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";
const renewMs = 10_000;

/** Makes a Lease for each node, and renews the Leases until the result is disposed of. */
export async function keepAnnouncerLeases(api: ApiClient, nodes: readonly string[]): Promise<AsyncDisposable> {
  const started = microTime();
  for (const [index, node] of nodes.entries()) {
    const link = { name: "eth0", mac: `02:00:00:00:00:0${index}`, addresses: [`172.16.0.${10 + index}/16`] };
    await api.request("POST", leases, {
      metadata: {
        name: announcerLeaseName(node),
        labels: { [labelComponent]: "announcer", [labelNode]: node },
        annotations: { [annotationLinks]: JSON.stringify({ links: [link] }) },
      },
      spec: { holderIdentity: node, leaseDurationSeconds: 40, acquireTime: started, renewTime: started },
    });
  }
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(async () => {
      for (const node of nodes) {
        await api.request("PATCH", `${leases}/${announcerLeaseName(node)}`, { spec: { renewTime: microTime() } });
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

/** The format of times in Kubernetes Leases. */
function microTime(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
