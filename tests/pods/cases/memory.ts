/**
 * Tests of the components' memory, as the kernel counts it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { createManyServices, deleteManyServices, manyServices } from "../../cluster/machine/many.ts";
import { isAnnounced, type ServiceObject, statusOf } from "../../cluster/machine/services.ts";
import { fixture } from "../../cluster/machine/fixtures.ts";
import type { PodCluster } from "../machine/pod_cluster.ts";
import { tell } from "../machine/witness.ts";
import { workingSets } from "../machine/working_sets.ts";
import type { Case } from "./case.ts";

const services = 500;
const atMostMiB = 60;

/** The memory requests of `manifests/base`. */
const requestedMiB = { announcer: 64, controller: 96 } as const;

export const memoryAtStart: Case = {
  name: "just after the start, each component uses less memory than it requests",
  async run({ pods }): Promise<void> {
    for (const container of ["announcer", "controller"] as const) {
      const taken = await told(pods, container, "at the start");
      assert(taken < requestedMiB[container], `${container}: ${taken} MiB`);
    }
  },
};

export const memoryInUse: Case = {
  name: `an announcer uses at most ${atMostMiB} MiB with ${services} Services`,
  async run({ pods }): Promise<void> {
    const { cluster } = pods;
    await cluster.kubectl(["apply", "-f", fixture("pods/wide_pool.yaml")]);
    await createManyServices(cluster.api, services, { app: "web" });
    await cluster.api.until<ServiceObject>(manyServices, (all) => all.every((each) => isAnnounced(statusOf(each))), {
      timeoutMs: 120_000,
    });
    assert(await told(pods, "announcer", `with ${services} Services`) <= atMostMiB);
    await told(pods, "controller", `with ${services} Services`);
    await deleteManyServices(cluster.api, services);
  },
};

/** Prints the working sets of a container in MiB, and returns the largest. */
async function told(pods: PodCluster, container: string, when: string): Promise<number> {
  const sets = await workingSets(pods, container);
  assert.notEqual(sets.length, 0, `no kubelet reports the memory of ${container}`);
  tell(`${container} ${when}: working sets ${sets.map((each) => each.toFixed(1)).join(", ")} MiB`);
  return Math.max(...sets);
}
