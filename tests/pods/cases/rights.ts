/**
 * Tests of the rights of a new installation.
 *
 * @module
 */

import assert from "node:assert/strict";
import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import { ApiError } from "../../cluster/machine/api_client.ts";
import { untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { inAnnouncer } from "../machine/announcers.ts";
import { nodeNames } from "../machine/pod_cluster.ts";
import type { Case } from "./case.ts";

const tokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export const rights: readonly Case[] = [
  {
    name: "an ordinary installation gets no Warning event",
    async run({ pods: { cluster } }): Promise<void> {
      const columns =
        "custom-columns=KIND:.involvedObject.kind,NAME:.involvedObject.name,REASON:.reason,MESSAGE:.message";
      const warnings = ["get", "events", "--field-selector", "type=Warning", "--no-headers", "-o", columns];
      assert.equal(await cluster.kubectl([...warnings, "-n", "metallb-system"]), "");
      const said = await cluster.kubectl([...warnings, "-n", "default"]);
      assert.deepEqual(said.split("\n").filter((line) => /^(Service|IPAddressPool|L2Advertisement)\b/.test(line)), []);
    },
  },
  {
    name: "with the token of an announcer's Pod, only the objects of its own node can be written",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      const holder = await untilHolder(cluster, virtualIPName(address));
      const other = nodeNames.find((name) => name !== holder) ?? "";
      using client = cluster.clientFor(await inAnnouncer(pods, other, ["cat", tokenFile]));
      const virtualIP = `/apis/arpeggio.dev/v1alpha1/virtualips/${virtualIPName(address)}/status?dryRun=All`;
      const lease = (node: string): string =>
        `/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases/arpeggio-announcer-${node}?dryRun=All`;
      const spec = { spec: { leaseDurationSeconds: 41 } };
      await client.request("PATCH", lease(other), spec);
      await assert.rejects(client.request("PATCH", lease(holder), spec), refusal("arpeggio-announcer-lease"));
      const status = { status: { node: holder } };
      await assert.rejects(client.request("PATCH", virtualIP, status), refusal("arpeggio-announcer-status"));
    },
  },
];

function refusal(policy: string): (error: unknown) => boolean {
  return (error) => error instanceof ApiError && error.message.includes(`ValidatingAdmissionPolicy '${policy}'`);
}
