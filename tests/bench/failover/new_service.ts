/**
 * How long does it take from the creation of a Service until a node answers for its address?
 *
 * @module
 */

import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { watchNeighbors } from "../../cluster/machine/client_host.ts";
import { startController } from "../../cluster/machine/components.ts";
import { clusterParts, type Parts } from "../../cluster/machine/parts.ts";
import type { ServiceObject } from "../../cluster/machine/services.ts";
import { addressOf, applyServices, bareLab, sleep } from "../../lab/stage/bench_lab.ts";
import { stageOfAnnouncers } from "./bench_stage.ts";
import type { Table } from "../line.ts";
import { ground } from "../../lab/stage/manifests.ts";

const patienceMs = 30_000;
/** The time between two probes for the address. */
const everyMs = 2;

/** A cluster with one Service or none. */
interface Scene extends AsyncDisposable {
  readonly store: string;
  create(): Promise<void> | void;
  remove(): Promise<void> | void;
  /** Records the answers for the address of the Service. */
  watch(): Promise<Recording<NeighborHeard>>;
}

/**
 * Measures the time from a Service's creation to the first answer for its address. Uses a real API server if its parts
 * are installed.
 */
export async function* newService(runs: number): AsyncGenerator<Table> {
  const parts = await clusterParts("controllerManager");
  await using scene = parts === undefined ? await onFolder() : await onApiServer(parts);
  const created: number[] = [];
  const sent: number[] = [];
  await scene.create();
  await using neighbors = await scene.watch();
  await neighbors.first(() => true, { withinMs: patienceMs });
  for (let run = 0; run < runs; run++) {
    await scene.remove();
    await silentFor(neighbors, 1_000);
    const start = epochMs();
    await scene.create();
    const returned = epochMs();
    const answer = await neighbors.first(({ kind }) => kind === "answer", { since: start, withinMs: patienceMs });
    const at = answer?.at ?? Infinity;
    created.push(Math.max(0, at - returned));
    sent.push(at - start);
    await sleep(1_000);
  }
  const lines = [
    { name: "first answer after create returned", samples: created, bar: { median: 30 } },
    { name: "first answer after create was sent", samples: sent },
  ];
  yield { title: `new Service, 3 nodes, ${scene.store}`, lines };
}

async function onFolder(): Promise<Scene> {
  const lab = await bareLab(3);
  return {
    store: "folder",
    create: () => applyServices(lab, [{ name: "fresh", family: "IPv4" }]),
    remove: () => lab.delete("services.yaml"),
    watch: async () => {
      const address = await addressOf(lab, "default/fresh");
      return lab.watch("watch-neighbors", lab.watcher, [address, "--every-ms", String(everyMs)]);
    },
    [Symbol.asyncDispose]: () => lab.close(),
  };
}

const services = "/api/v1/namespaces/default/services";

/** On this stage, Kubernetes makes the EndpointSlices. */
async function onApiServer(parts: Parts): Promise<Scene> {
  const stage = await stageOfAnnouncers(parts, 3);
  const { cluster, client } = stage;
  await cluster.apply(ground());
  await startController(stage);
  const service = {
    metadata: { name: "fresh" },
    spec: { type: "LoadBalancer", ipFamilies: ["IPv4"], selector: { app: "nginx" }, ports: [{ port: 80 }] },
  };
  return {
    store: "API server",
    create: async () => void await cluster.api.request("POST", services, service),
    remove: async () => void await cluster.api.request("DELETE", `${services}/fresh`),
    watch: async () => {
      const path = `${services}?fieldSelector=metadata.name%3Dfresh`;
      const addressIn = (all: readonly ServiceObject[]): string | undefined =>
        all[0]?.status?.loadBalancer?.ingress?.[0]?.ip;
      const found = await cluster.api.until<ServiceObject>(path, (all) => addressIn(all) !== undefined);
      return watchNeighbors(client, addressIn(found) ?? "", everyMs);
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

async function silentFor(
  recording: { readonly events: readonly { readonly at: number }[] },
  ms: number,
): Promise<void> {
  for (const giveUp = epochMs() + patienceMs; epochMs() < giveUp; await sleep(50)) {
    if (epochMs() - (recording.events.at(-1)?.at ?? 0) > ms) return;
  }
  throw new Error("Cannot measure: a deleted Service's address is still answered for");
}
