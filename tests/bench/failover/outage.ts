/**
 * Kills and restarts the API server repeatedly. Do clients lose answers, or does an address move?
 *
 * @module
 */

import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { answersIn, mostMissed } from "../../../runtime/lab/client/timeline.ts";
import { watchNeighbors } from "../../cluster/machine/client_host.ts";
import { startController } from "../../cluster/machine/components.ts";
import { clusterParts } from "../../cluster/machine/parts.ts";
import type { ServiceObject } from "../../cluster/machine/services.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import { stageOfAnnouncers } from "./bench_stage.ts";
import { halfBusy, type Table } from "../line.ts";
import { ground } from "../../lab/stage/manifests.ts";

const services = "/api/v1/namespaces/default/services";
/** The time after the API server is back, in which components open their watches again and renew their Leases. */
const aftermathMs = 10_000;
const everyMs = 10;

/**
 * There are as many Services as nodes, so that usually each node has an address.
 *
 * @param awayMs how long the API server is down before it is started again
 */
export async function* outages(nodes: number, runs: number, awayMs: number): AsyncGenerator<Table> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) throw new Error("Cannot measure: there is no API server to kill");
  await using stage = await stageOfAnnouncers(parts, nodes);
  const { cluster, client } = stage;
  await cluster.apply(ground());
  await startController(stage);
  for (let index = 0; index < nodes; index++) {
    const spec = { type: "LoadBalancer", ipFamilies: ["IPv4"], selector: { app: "nginx" }, ports: [{ port: 80 }] };
    await cluster.api.request("POST", services, { metadata: { name: `web-${index}` }, spec });
  }
  const addressesIn = (all: readonly ServiceObject[]): readonly string[] =>
    all.flatMap(({ status }) => status.loadBalancer?.ingress?.[0]?.ip ?? []);
  const given = await cluster.api.until<ServiceObject>(services, (all) => addressesIn(all).length === nodes);
  await using recordings = new AsyncDisposableStack();
  const watched = addressesIn(given).map((address) => recordings.use(watchNeighbors(client, address, everyMs)));
  const holders = await Promise.all(watched.map(holderOf));
  const found = await halfBusy(stage, runs, async () => {
    const killed = epochMs();
    await cluster.stopApiServer();
    await sleep(awayMs);
    await cluster.startApiServer();
    const back = epochMs();
    await sleep(aftermathMs);
    const heard = watched.map((recording) => recording.since(killed));
    const others = (by: "mac" | "source"): number =>
      heard.flatMap((events, index) => answersIn(events).filter((answer) => answer[by] !== holders[index])).length;
    return {
      away: back - killed,
      moved: others("mac"),
      spoken: others("source"),
      missed: Math.max(...heard.map(mostMissed)),
    };
  });
  const lines = [
    { name: "answers with another MAC", samples: found.map(({ moved }) => moved), bar: { max: 0 } },
    {
      name: "answers with the holder's MAC, by another node",
      samples: found.map(({ spoken }) => spoken),
      bar: { max: 0 },
    },
    { name: "answers missed in a row", samples: found.map(({ missed }) => missed) },
    { name: "API server down", samples: found.map(({ away }) => away) },
  ];
  yield { title: `API server killed, ${nodes} nodes, ${new Set(holders).size} of them with an address`, lines };
}

/**
 * Waits for the first answer and then `aftermathMs`, so that the address has settled. Returns the MAC of the last
 * answer.
 */
async function holderOf(recording: Recording<NeighborHeard>): Promise<string> {
  const answer = await recording.first(({ kind }) => kind === "answer", { withinMs: 60_000 });
  if (answer === undefined) throw new Error("Cannot measure: an address is not answered for");
  await sleep(aftermathMs);
  return answersIn(recording.events).at(-1)?.mac ?? answer.mac;
}
