/**
 * A cluster with a real API server and an announcer on each of its nodes, for what costs more with one than with a folder.
 *
 * @module
 */

import { parse } from "yaml";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { type Program, startAnnouncer } from "../../cluster/components.ts";
import type { Parts } from "../../cluster/parts.ts";
import { Stage } from "../../cluster/stage.ts";
import { virtualIP } from "./manifests.ts";

const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";
const parallel = 16;

/** Nodes with announcers and a Pod each; no controller, and no kube-proxy. */
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

/** Three, and so many addresses, of which each node has a third, written as they are; when this resolves, they are announced. */
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

/** The processes of the stage's announcers. */
export function announcersOn({ cluster }: Stage): readonly number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    const words = Number.isNaN(pid) ? [] : argumentsOf(pid);
    const [program = "", , ...rest] = words;
    return program === Deno.execPath() && rest.includes("announcer") &&
      rest.some((word) => word.startsWith(cluster.kubeconfig()));
  });
}

/** None, when the process has ended meanwhile. */
function argumentsOf(pid: number): readonly string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return [];
  }
}
