import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { defaultSettings, type Observed } from "../../functions/model/observed.ts";
import { suppose, type Supposed } from "../../functions/suppose.ts";
import { readCluster } from "../../runtime/reading/read_cluster.ts";
import { Lab } from "../../runtime/lab/lab.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { announcerUp, startAnnouncers } from "./stage/announcers.ts";
import { endpointsOn, ground, services } from "./stage/whatif_manifests.ts";

const ignore = !await worldsAllowed();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const patienceMs = 60_000;
/** The plan must be unchanged for this time, since an announcer on a busy machine reads the plan late. */
const quietMs = 1_000;

/** The nodes that lose power in each scenario. Each scenario starts from the final state of the previous scenario. */
const scenarios: readonly { readonly name: string; readonly down: (world: Observed) => readonly string[] }[] = [
  { name: "the first of four nodes", down: () => ["test-0"] },
  { name: "the node to which most addresses moved", down: (world) => [busiest(world)] },
  { name: "a node that has just come back", down: () => ["test-0"] },
  { name: "the preferred node", down: () => ["test-1"] },
  { name: "the other node of an advertisement for two", down: () => ["test-3"] },
  { name: "two nodes at once", down: () => ["test-0", "test-2"] },
  {
    name: "two nodes at once: with the most and the fewest addresses",
    down: (world) => [busiest(world), idlest(world)],
  },
  { name: "the node that serves a Service with policy Local", down: (world) => [holderOf(world, "default/local")] },
  { name: "the node that announces a shared address", down: (world) => [holderOf(world, "default/shared-80")] },
  { name: "the node that announces an IPv6 address", down: (world) => [holderOf(world, "default/six")] },
];

Deno.test({ name: "whatif --down predicts the moves in the lab when the node is killed", ignore }, async (t) => {
  await using lab = await Lab.create({ nodes: 4, entry, prompt: ["announcers"] });
  await startAnnouncers(lab);
  lab.apply({ "ground.yaml": ground, "services.yaml": services });
  for (const { name } of lab.nodes) lab.apply({ [`endpoints-${name}.yaml`]: endpointsOn(name) });
  lab.startController();

  /** Each step builds on the steps before it, so after a failure all later steps are skipped. */
  let failed = false;
  const step = async (name: string, fn: () => Promise<void>): Promise<void> => {
    failed ||= !await t.step({ name, fn, ignore: failed });
  };
  for (const { name, down } of scenarios) {
    await step(name, async () => {
      const world = await settled(lab);
      const lost = down(world);
      const predicted = suppose(world, { down: lost, drain: [], apply: nothing(world), remove: [] });
      const expected = holdersThen(world, predicted);
      const nodes = lost.map((each) => lab.node(each)).filter((each) => each !== undefined);
      assert.equal(nodes.length, new Set(lost).size);
      await Promise.all(nodes.map((node) => node.kill()));
      assert.deepEqual(await holdersAre(lab, expected), expected);
      // Kubernetes removes the endpoints of a dead node only after a while, so this removes them after the takeover.
      for (const node of nodes) lab.delete(`endpoints-${node.name}.yaml`);
      assert.deepEqual(holders(await settled(lab)), expected);
      for (const node of nodes) await revive(lab, node);
    });
  }
});

async function revive(lab: Lab, node: LabNode): Promise<void> {
  const since = Date.now();
  lab.apply({ [`endpoints-${node.name}.yaml`]: endpointsOn(node.name) });
  await lab.boot(node);
  await announcerUp(lab, node, since);
}

/** Waits until all decisions are carried out and reported, and announcers had time to read them. Returns the world. */
async function settled(lab: Lab): Promise<Observed> {
  while (true) {
    const since = Date.now();
    const world = await decided(lab);
    const news = await lab.objects.first(({ kind }) => kind === "VirtualIP", { since, withinMs: quietMs });
    if (news === undefined) return world;
  }
}

async function decided(lab: Lab): Promise<Observed> {
  return await untilWorld(lab, (world) => {
    const { virtualIPs, services, allocations } = decide(world);
    const isDone = virtualIPs.every((each) => world.virtualIPs.includes(each)) &&
      services.every((each) => world.services.includes(each));
    return isDone && allocations.length === serviceCount && allocations.every(({ addresses }) =>
      addresses.length > 0
    ) &&
      world.virtualIPs.every(isHeld);
  });
}

const serviceCount = services.split("kind: Service\n").length - 1;

function isHeld({ spec: { l2 }, status }: VirtualIP): boolean {
  return status?.node !== undefined && status.node === l2?.order[0]?.node && status.revision === l2?.revision;
}

/**
 * Waits until the announcing nodes are as expected, or for a time limit, and returns the announcing node of each
 * address.
 */
async function holdersAre(lab: Lab, expected: Record<string, string>): Promise<Record<string, string>> {
  const world = await untilWorld(lab, (world) => JSON.stringify(holders(world)) === JSON.stringify(expected));
  return holders(world);
}

/** Reads the world after each change in the folder, until it is as wanted or time is up; returns the last world. */
async function untilWorld(lab: Lab, isIt: (world: Observed) => boolean): Promise<Observed> {
  const giveUp = Date.now() + patienceMs;
  while (true) {
    const since = Date.now();
    const world = await readWorld(lab);
    if (isIt(world) || since > giveUp) return world;
    await lab.objects.first(() => true, { since, withinMs: giveUp - since + 1 });
  }
}

/** Reads a copy of the lab's folder, since only the lab itself may open the folder. */
async function readWorld({ world }: Lab): Promise<Observed> {
  const path = await Deno.makeTempDir();
  try {
    await copyFolder(world.outside("/run/lab/cluster"), path);
    return await readCluster({ at: "folder", path }, { ...defaultSettings, assume: "live" });
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** Leaves out files that are renamed or deleted during the copy. */
async function copyFolder(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    try {
      if (isDirectory) {
        await Deno.mkdir(`${to}/${name}`);
        await copyFolder(`${from}/${name}`, `${to}/${name}`);
      } else {
        await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function holders({ virtualIPs }: Observed): Record<string, string> {
  const entries = virtualIPs.map(({ spec, status }) => [spec.address, status?.node ?? ""]);
  return Object.fromEntries(entries.sort());
}

/**
 * The present announcing nodes, with the changes that `whatif` predicts. If an address falls silent, its status still
 * names the dead node.
 */
function holdersThen(world: Observed, { changes }: Supposed): Record<string, string> {
  const then = changes.flatMap(({ what, subject, then }) => what === "moves" ? [[subject, then]] : []);
  assert.deepEqual(changes.filter(({ what }) => what !== "moves" && what !== "falls silent"), []);
  return { ...holders(world), ...Object.fromEntries(then) };
}

function nothing(world: Observed): Observed {
  return {
    ...world,
    services: [],
    namespaces: [],
    nodes: [],
    endpointSlices: [],
    leases: [],
    pools: [],
    l2Advertisements: [],
    bgpPeers: [],
    bgpAdvertisements: [],
    bfdProfiles: [],
    communities: [],
  };
}

function byCount(world: Observed): readonly string[] {
  const count = (node: string): number => Object.values(holders(world)).filter((each) => each === node).length;
  return world.nodes.map(({ metadata }) => metadata.name).sort().sort((one, other) => count(other) - count(one));
}

function busiest(world: Observed): string {
  return byCount(world)[0] ?? "";
}

function idlest(world: Observed): string {
  return byCount(world).at(-1) ?? "";
}

function holderOf({ virtualIPs }: Observed, service: string): string {
  const one = virtualIPs.find(({ spec }) =>
    spec.services.some(({ namespace, name }) => `${namespace}/${name}` === service)
  );
  return one?.status?.node ?? "";
}
