/**
 * A test of kube-proxy in IPVS mode without strictARP.
 *
 * @module
 */

import { untilConflict, untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { withIpvsLink } from "../machine/ipvs_link.ts";
import { tell } from "../machine/witness.ts";
import type { Case } from "./case.ts";

export const laxProxy: Case = {
  name: "a standby has the address on kube-ipvs0, without strictARP: the Conflict says that the node's kernel answers",
  async run({ pods: { cluster, nodes }, address }): Promise<void> {
    const holder = await untilHolder(cluster, address);
    const [standby] = nodes.filter(({ name }) => name !== holder);
    if (standby === undefined) throw new Error("Cannot find a standby: the cluster has one node");
    {
      await using _ = await withIpvsLink([standby], address, { strictARP: false });
      const begin = performance.now();
      const isTold = (message = ""): boolean => message.includes(`the kernel of node ${standby.name}`);
      const message = await untilConflict(cluster, address, isTold);
      tell(`told after ${((performance.now() - begin) / 1000).toFixed(1)} s: ${message}`);
    }
    await untilConflict(cluster, address, (message) => message === undefined);
  },
};
