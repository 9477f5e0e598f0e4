/**
 * Announcers that say that they live, and do nothing.
 *
 * @module
 */

import { announcerLeaseName } from "../../../functions/model/announcing/announcer_lease.ts";
import { annotationLinks, labelComponent, labelNode } from "../../../functions/model/names.ts";
import type { ApiClient } from "../../cluster/api_client.ts";

const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";
const renewMs = 10_000;

/** Makes a Lease for each node, and renews it until disposed of. */
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

/** As Kubernetes writes times of Leases. */
function microTime(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
