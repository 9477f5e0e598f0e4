/**
 * A controller on a real API server gives a thousand Services their addresses at once: how long until the router has
 * all routes to each address?
 *
 * @module
 */

import { stringify } from "yaml";
import { bgpGround } from "../../../runtime/lab/example/bgp.ts";
import { BGPStage } from "../../cluster/machine/bgp_stage.ts";
import { watchRoutes } from "../../cluster/machine/client_host.ts";
import { startController } from "../../cluster/machine/components.ts";
import { untilQuiet } from "../../cluster/machine/idle.ts";
import { createManyServices, manyServices as services } from "../../cluster/machine/many.ts";
import { clusterParts } from "../../cluster/machine/parts.ts";
import { type ServiceObject, statusOf } from "../../cluster/machine/services.ts";
import { watchAddressed } from "../controller/addressed.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";
import { opens, reloads } from "./told.ts";

const nodes = ["test-0", "test-1", "test-2"];
const patienceMs = 120_000;

const pool = stringify({
  apiVersion: "metallb.io/v1beta1",
  kind: "IPAddressPool",
  metadata: { name: "public", namespace: "metallb-system" },
  spec: { addresses: ["10.64.0.0/20"] },
});

/** Yields nothing if the parts of a cluster are missing. */
export async function* manyAddressed(count: number): AsyncGenerator<Table> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) return;
  await using bgp = await BGPStage.build({ parts, nodes, backends: nodes, proxies: false });
  const { stage, router } = bgp;
  const { cluster } = stage;
  const { "pool.yaml": _, ...ground } = bgpGround;
  await cluster.apply(Object.values(ground).join("\n---\n"));
  await startController(stage);
  for (const node of nodes) await bgp.startAnnouncer(node);
  await bgp.untilSessions("router");
  await createManyServices(cluster.api, count);
  await untilQuiet(cluster);

  await using routes = watchRoutes(router.host);
  const opened = await opens(router);
  const taken = await told(bgp);
  const addressed = await watchAddressed(cluster.api, services, count);
  const begun = performance.now();
  await cluster.apply(pool);
  await addressed.all;
  const reached = new Map<string, number>();
  const look = (): void => {
    for (const { address, nextHops, at } of routes.events) {
      if (nextHops.length === nodes.length && !reached.has(address)) reached.set(address, at - performance.timeOrigin);
    }
  };
  for (const giveUp = begun + patienceMs; reached.size < count && performance.now() < giveUp; look()) await sleep(200);
  const { items }: { readonly items: readonly ServiceObject[] } = await cluster.api.request("GET", services);
  const waits = items.map((service) => {
    const at = reached.get(statusOf(service).address ?? "") ?? Infinity;
    return Math.max(0, at - (addressed.at.get(service.metadata.name) ?? 0));
  });
  const times = [...addressed.at.values()];
  const again = (await opens(router)).map((each, index) => each - (opened[index] ?? 0));
  const since = (await told(bgp)).map((each, index) => each - (taken[index] ?? 0));
  yield {
    title: `${count} Services get addresses, 3 nodes, API server`,
    lines: [
      { name: "address until every node is a next hop", samples: waits, bar: { max: 5_000 } },
      { name: "pool until the last has its address", samples: [Math.max(...times) - begun] },
      { name: "pool until the last is on the router", samples: [Math.max(...reached.values()) - begun] },
      { name: "sessions opened again", samples: again, bar: { max: 0 } },
      { name: "times that a node configured FRR", samples: since },
    ],
  };
}

async function told({ stage }: BGPStage): Promise<readonly number[]> {
  return await Promise.all(nodes.map(async (node) => reloads(await stage.log(`announcer-${node}`))));
}
