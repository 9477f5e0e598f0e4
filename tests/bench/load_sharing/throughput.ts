/**
 * How much load sharing gives: 12 hosts fetch through an address that one node announces, and through one that three
 * nodes share. The link of each node is limited to 100 Mbit/s.
 *
 * @module
 */

import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import { SharingLab } from "../../../runtime/lab/sharing/sharing_lab.ts";
import { addressOf, type SharingService } from "../../../runtime/lab/sharing/sharing_manifests.ts";
import { figures, figuresHeader } from "../figures.ts";
import { forwardToAll } from "./cluster_policy.ts";

export interface Effort {
  readonly runs: number;
  /** How long each throughput is measured. */
  readonly seconds: number;
}

const nodes = 3;
const hosts = 12;
const mbitPerNode = 100;
const families: readonly IPFamily[] = ["IPv4", "IPv6"];
const policies: readonly SharingService["policy"][] = ["Local", "Cluster"];
/**
 * The least throughput of all nodes together, as a multiple of one node's. With Cluster, two thirds of the bytes also
 * cross the link of a second node, so at most 1.8 is possible.
 */
const least = { Local: 2.5, Cluster: 1.6 } as const;

export async function throughput({ runs, seconds }: Effort): Promise<void> {
  const all = families.flatMap((family) => policies.flatMap((policy) => pairOf(family, policy)));
  const forwarded = (family: IPFamily): readonly string[] =>
    all.filter((each) => each.policy === "Cluster" && each.family === family).map(addressOf);
  const backends = Array.from({ length: nodes }, (_, index) => ({
    address: `172.16.0.${10 + index}`,
    address6: `fd00:16::${10 + index}`,
  }));
  await using stage = await SharingLab.create({
    nodes,
    hosts,
    mbitPerNode,
    entry: new URL("../../../runtime/main.ts", import.meta.url).href,
    prompt: ["announcers"],
    prepareNode: (host) => forwardToAll(host, { ipv4: forwarded("IPv4"), ipv6: forwarded("IPv6") }, backends),
  });
  await stage.start();
  for (const service of all) await stage.fetchOnce(await stage.serve(service));
  for (const family of families) {
    figuresHeader(`${hosts} hosts fetch, ${nodes} nodes of ${mbitPerNode} Mbit/s, ${family}`);
    for (const policy of policies) {
      const [one, shared] = pairOf(family, policy);
      const [alone, together]: [number[], number[]] = [[], []];
      for (let run = 0; run < runs; run++) {
        alone.push(await stage.throughput(addressOf(one), seconds));
        together.push(await stage.throughput(addressOf(shared), seconds));
      }
      figures(`${policy}: hosts of each node`, [...(await stage.hostsByNode(addressOf(shared))).values()]);
      figures(`${policy}: one node, Mbit/s`, alone);
      figures(`${policy}: all nodes, Mbit/s`, together);
      const times = together.map((mbit, run) => mbit / (alone[run] ?? NaN));
      figures(`${policy}: all nodes, times one node`, times, { atLeast: least[policy] });
    }
  }
}

/** The same Service twice: announced by one node, and by all nodes. */
function pairOf(family: IPFamily, policy: SharingService["policy"]): readonly [SharingService, SharingService] {
  const number = 1 + families.indexOf(family) * policies.length + policies.indexOf(policy);
  const make = (announcedBy: SharingService["announcedBy"]): SharingService => ({
    name: `${announcedBy}-${policy}-${family}`.toLowerCase(),
    family,
    announcedBy,
    policy,
    number,
  });
  return [make("one"), make("all")];
}
