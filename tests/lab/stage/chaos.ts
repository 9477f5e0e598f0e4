/**
 * Injects many kinds of faults into a lab, one after the other. The sequence depends only on the seed.
 */

import type { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import { Chance } from "../../chance.ts";
import { startAnnouncers } from "./announcers.ts";
import { endpointsOn, ground, services } from "./whatif_manifests.ts";

/** The maximum wait for the effect of a fault, in ms; some faults have no effect. */
const patienceMs = 5_000;
/** The path of the main module that labs run. */
export const entry = new URL("../../../runtime/main.ts", import.meta.url).pathname;

/** Starts announcers on the nodes and a controller with these options; applies pools, advertisements and Services. */
export async function chaosLab(lab: Lab, options: readonly string[]): Promise<void> {
  await startAnnouncers(lab);
  lab.apply({ "ground.yaml": ground });
  for (const { name } of lab.nodes) lab.apply({ [`endpoints-${name}.yaml`]: endpointsOn(name) });
  lab.startController(options);
  await after(lab, () => lab.apply({ "services.yaml": services }));
}

/**
 * While `goesOn` returns true, injects a fault or revives a dead node. Returns the number of faults and revivals.
 */
export async function chaos(lab: Lab, seed: number, goesOn: (blows: number) => boolean): Promise<number> {
  const chance = new Chance(seed);
  const pick = <Each>(from: readonly Each[]): Each | undefined => from[Math.floor(chance.next() * from.length)];
  let blows = 0;
  for (; goesOn(blows); blows++) {
    const blow = pick(allBlows);
    const alive = lab.nodes.filter((node) => node.alive);
    const dead = lab.nodes.filter((node) => !node.alive);
    const node = pick(alive);
    if (blow === undefined || node === undefined) break;
    // Revives nodes, so that at least two live, and no node stays dead for long.
    const revived = dead.length > 0 && (alive.length < 3 || chance.next() < 0.5) ? pick(dead) : undefined;
    await after(lab, () => revived === undefined ? blow(lab, node) : revive(lab, revived));
  }
  return blows;
}

type Blow = (lab: Lab, node: LabNode) => void | Promise<void>;

const allBlows: readonly Blow[] = [
  async (lab, node) => {
    await node.kill();
    lab.delete(`endpoints-${node.name}.yaml`);
  },
  async (_, node) => {
    await node.endAnnouncer();
    node.startAnnouncer();
  },
  (lab) => lab.apply({ "ground.yaml": ground.replace("172.16.16.0/24", "172.16.16.128/25") }),
  (lab) => lab.apply({ "ground.yaml": ground }),
  (lab) => lab.apply({ "ground.yaml": ground.replace("weight: 50", "weight: 10") }),
  (lab) => lab.apply({ "ground.yaml": ground.replace("172.16.17.0/24", "172.16.17.9-172.16.17.1") }),
  (lab) => lab.apply({ "services.yaml": services.replace("name: two", "name: second") }),
  (lab) =>
    lab.apply({ "services.yaml": services.replace("externalTrafficPolicy: Local", "externalTrafficPolicy: Cluster") }),
  (lab) =>
    lab.apply({
      "services.yaml": services.replace("metallb.io/allow-shared-ip: key", "metallb.io/allow-shared-ip: other"),
    }),
  (lab) => lab.apply({ "services.yaml": services }),
];

async function revive(lab: Lab, node: LabNode): Promise<void> {
  lab.apply({ [`endpoints-${node.name}.yaml`]: endpointsOn(node.name) });
  await lab.boot(node);
}

async function after(lab: Lab, blow: () => void | Promise<void>): Promise<void> {
  const since = Date.now();
  await blow();
  await lab.objects.first(({ kind }) => kind === "VirtualIP", { since, withinMs: patienceMs });
}
