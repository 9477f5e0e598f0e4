/**
 * `deno test -A tests/cluster/machine/many_services.ts` starts clusters with many Services, and asserts that their
 * components write only Leases while nothing happens. The test needs two cores for minutes, so it runs only by name and
 * never beside other tests.
 *
 * @module
 */

import assert from "node:assert/strict";
import { whoAnswers } from "./client_host.ts";
import type { Cluster } from "./cluster.ts";
import { haveCommands } from "./commands.ts";
import { startAnnouncer, startController } from "./components.ts";
import { fixture } from "./fixtures.ts";
import { untilQuiet, writesDuring } from "./idle.ts";
import { createManyServices, manyServices } from "./many.ts";
import { clusterParts } from "./parts.ts";
import { isAnnounced, type ServiceObject, type ServiceStatus, statusOf } from "./services.ts";
import { Stage } from "./stage.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "arping")
  ? await clusterParts("controllerManager")
  : undefined;

const count = 2_000;
const idleMs = 30_000;

for (const announcers of [1, 3]) {
  Deno.test({
    name: `A cluster with ${count} Services and ${announcers} announcers`,
    ignore: parts === undefined,
    async fn(t): Promise<void> {
      assert(parts !== undefined);
      const nodes = ["test-0", "test-1", "test-2"].slice(0, announcers);
      await using stage = await Stage.build({ parts, nodes, backends: ["test-0"], proxies: false });
      const { cluster, client } = stage;
      await createManyServices(cluster.api, count);
      await cluster.kubectl(["apply", "-f", fixture("many_services")]);
      await Promise.all(nodes.map((name) => startAnnouncer(stage, name)));
      let announced: readonly ServiceStatus[] = [];

      const up = await t.step("each Service has an address of its own, and a node announces it", async () => {
        const start = performance.now();
        const seconds = (): string => ((performance.now() - start) / 1_000).toFixed(1);
        await startController(stage);
        const given = await untilAll(cluster, ({ address }) => address !== undefined);
        await tell(`${count} Services had their addresses after ${seconds()} s`);
        assert.equal(new Set(given.map(({ address }) => address)).size, count);
        announced = await untilAll(cluster, isAnnounced);
        await tell(`${count} Services were announced after ${seconds()} s`);
      });

      await t.step({
        name: "one node answers for each address",
        ignore: !up,
        async fn(): Promise<void> {
          const macs = stage.nodes.map(({ mac }) => mac);
          for (const { address = "" } of announced.slice(0, 5)) {
            const answering = await whoAnswers(client, address);
            assert.equal(answering.length, 1, `${address}: ${answering}`);
            assert(answering.every((mac) => macs.includes(mac)));
          }
        },
      });

      await t.step({
        name: "only Leases are written while nothing happens",
        ignore: !up,
        async fn(): Promise<void> {
          await untilQuiet(cluster);
          const { leases, others } = await writesDuring(cluster, idleMs);
          assert.deepEqual(others, []);
          await tell(`${leases} Leases renewed in ${idleMs / 1_000} s, and nothing else written`);
        },
      });

      if (!up) await tell(await stage.lastWords());
    },
  });
}

/** Waits until the check holds for the status of each Service, and returns all statuses. */
async function untilAll(
  { api }: Cluster,
  check: (status: ServiceStatus) => boolean,
): Promise<readonly ServiceStatus[]> {
  const all = await api.until<ServiceObject>(manyServices, (all) => all.every((each) => check(statusOf(each))), {
    timeoutMs: 600_000,
  });
  assert.equal(all.length, count);
  return all.map(statusOf);
}

async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
