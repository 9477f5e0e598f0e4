/**
 * A cluster with a real API server and an announcer on each node. Measurements on it include the cost of the API
 * server. A lab stores objects in a folder, which costs less.
 *
 * @module
 */

import { parse } from "yaml";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { type Program, startAnnouncer } from "../../cluster/machine/components.ts";
import type { Parts } from "../../cluster/machine/parts.ts";
import { Stage } from "../../cluster/machine/stage.ts";
import { virtualIP } from "../../lab/stage/manifests.ts";
import { processesWhere } from "../processes.ts";

const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";
const parallel = 16;

/** Each node has an announcer and a Pod. There is no controller and no kube-proxy. */
export async function stageOfAnnouncers(parts: Parts, count: number, program?: Program): Promise<Stage> {
  const nodes = Array.from({ length: count }, (_, index) => `test-${index}`);
  const stage = await Stage.build({ parts, nodes, backends: nodes, proxies: false });
  try {
    await Promise.all(nodes.map((node) => startAnnouncer(stage, node, [], program)));
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** Three nodes; each owns a third of the addresses. When this resolves, all addresses are announced. */
export async function plannedStage(
  parts: Parts,
  addresses: readonly string[],
  program?: Program,
): Promise<Stage> {
  const stage = await stageOfAnnouncers(parts, 3, program);
  const { api } = stage.cluster;
  const nodes = stage.nodes.map(({ name }) => name);
  const plans = addresses.map((address, index) => {
    const first = index % nodes.length;
    return parse(virtualIP(address, [...nodes.slice(first), ...nodes.slice(0, first)]));
  }).values();
  const create = async (): Promise<void> => {
    for (const plan of plans) await api.request("POST", virtualIPs, plan);
  };
  try {
    await Promise.all(Array.from({ length: parallel }, create));
    await api.until<VirtualIP>(
      virtualIPs,
      (all) => all.length === addresses.length && all.every(({ status }) => status?.node !== undefined),
      { timeoutMs: 300_000 },
    );
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** The process ids of the stage's announcers. */
export function announcersOn(stage: Stage): readonly number[] {
  return processesOn(stage, "announcer");
}

/** The process ids of the stage's announcers or controllers. */
export function processesOn({ cluster }: Stage, component: "announcer" | "controller"): readonly number[] {
  return processesWhere(([program = "", , ...rest]) =>
    program === Deno.execPath() && rest.includes(component) &&
    rest.some((word) => word.startsWith(cluster.kubeconfig()))
  );
}
