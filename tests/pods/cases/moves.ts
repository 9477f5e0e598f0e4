/**
 * Tests of planned changes: a drained node, a deleted Pod.
 *
 * @module
 */

import assert from "node:assert/strict";
import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import { announcedAddress, untilService } from "../../cluster/machine/services.ts";
import { untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { assertKept, Witness } from "../machine/witness.ts";
import type { Case } from "./case.ts";

const lease = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases/arpeggio-controller";

interface Lease {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly holderIdentity?: string };
}

export const moves: readonly Case[] = [
  {
    name: "the node that holds the address is drained, and then uncordoned",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      const holder = await untilHolder(cluster, virtualIPName(address));
      await using witness = await Witness.begin(pods, address);
      await cluster.kubectl(["drain", holder, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=90s"]);
      await cluster.kubectl(["uncordon", holder]);
      assertKept(await witness.told("drain"));
    },
  },
  {
    name: "the Pod of the leading controller is deleted: the other controller leads",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      const { spec: { holderIdentity = "" } } = await cluster.api.request<Lease>("GET", lease);
      await using witness = await Witness.begin(pods, address);
      const deleted = cluster.kubectl(["delete", "pod", holderIdentity.split("_")[0] ?? "", "-n", "metallb-system"]);
      await cluster.kubectl(["create", "service", "loadbalancer", "after", "--tcp=80:8080"]);
      await untilService(cluster, "after", (status) => status.address !== undefined);
      await deleted;
      await cluster.kubectl(["delete", "service", "after"]);
      assertKept(await witness.told("deletion of the leader"));
      assert.equal(await announcedAddress(cluster, "web"), address);
    },
  },
];
