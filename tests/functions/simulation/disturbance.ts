/**
 * The disturbances of a virtual cluster, as values that fast-check can shrink.
 *
 * @module
 */

import fc from "fast-check";
import type { World } from "./world.ts";

export type Disturbance =
  | { readonly what: NodeDisturbance; readonly node: number }
  | { readonly what: "partition"; readonly nodes: readonly number[] }
  | { readonly what: "heal" }
  | { readonly what: "loss"; readonly share: number }
  | { readonly what: "move"; readonly address: number; readonly node: number }
  | { readonly what: "drain" | "undrain"; readonly node: number };

export const announcerDisturbances = ["crash", "start", "stop", "pause", "resume"] as const;
const nodeDisturbances = [
  ...announcerDisturbances,
  "die",
  "boot",
  "unplug",
  "plug",
  "cut off the API server",
  "reach the API server",
] as const;
export type NodeDisturbance = typeof nodeDisturbances[number];

/** A disturbance, and the pause before it in milliseconds. */
export interface Timed {
  readonly after: number;
  readonly disturbance: Disturbance;
}

const numbers = fc.integer({ min: 1, max: 5 });

export const announcerTroubles: fc.Arbitrary<readonly Timed[]> = timed(
  fc.record({ what: fc.constantFrom(...announcerDisturbances), node: numbers }),
);

const nodeTroubles = fc.record({ what: fc.constantFrom(...nodeDisturbances), node: numbers });
const planTroubles = [
  fc.record({ what: fc.constant("move" as const), address: fc.nat(3), node: numbers }),
  fc.record({ what: fc.constantFrom("drain" as const, "undrain" as const), node: numbers }),
];

/** All disturbances except partitions, their end, and the random loss of frames. */
export const wholeSegmentTroubles: fc.Arbitrary<readonly Timed[]> = timed(
  fc.oneof({ weight: 3, arbitrary: nodeTroubles }, ...planTroubles),
);

export const troubles: fc.Arbitrary<readonly Timed[]> = timed(fc.oneof(
  { weight: 4, arbitrary: nodeTroubles },
  ...planTroubles,
  fc.record({ what: fc.constant("partition" as const), nodes: fc.subarray([1, 2, 3, 4, 5]) }),
  fc.record({ what: fc.constant("heal" as const) }),
  fc.record({ what: fc.constant("loss" as const), share: fc.constantFrom(0, 0.05, 0.3) }),
));

function timed(disturbances: fc.Arbitrary<Disturbance>): fc.Arbitrary<readonly Timed[]> {
  const after = fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 400, max: 3_000 }));
  return fc.array(fc.record({ after, disturbance: disturbances }), { minLength: 1, maxLength: 12 });
}

/** Random clusters: a number of nodes, and an order for each address. */
export function clusters(): fc.Arbitrary<{ seed: number; nodes: number; orders: readonly (readonly number[])[] }> {
  return fc.integer({ min: 3, max: 5 }).chain((nodes) => {
    const all = Array.from({ length: nodes }, (_, index) => index + 1);
    const order = fc.shuffledSubarray(all, { minLength: 2 });
    return fc.record({
      seed: fc.integer(),
      nodes: fc.constant(nodes),
      orders: fc.array(order, { minLength: 1, maxLength: 3 }),
    });
  });
}

export async function disturb(world: World, troubled: readonly Timed[]): Promise<void> {
  for (const { after, disturbance } of troubled) {
    await world.run(after);
    world.tell(JSON.stringify(disturbance));
    apply(world, disturbance);
  }
}

function apply(world: World, disturbance: Disturbance): void {
  switch (disturbance.what) {
    case "partition":
      for (const [index, node] of world.nodes.entries()) {
        world.segment.put(node, disturbance.nodes.includes(index + 1) ? 1 : 0);
      }
      break;
    case "heal":
      for (const node of world.nodes) if (node.hasCarrier) world.segment.put(node, 0);
      break;
    case "loss":
      world.segment.loss = disturbance.share;
      break;
    case "move":
      move(world, disturbance.address, disturbance.node);
      break;
    case "drain":
      for (const address of world.addresses) {
        reorder(world, address, (order) => order.filter((each) => each !== `n${disturbance.node}`));
      }
      break;
    case "undrain":
      for (const address of world.addresses) {
        reorder(world, address, (order) => [...new Set([...order, `n${disturbance.node}`])]);
      }
      break;
    default:
      befall(world, disturbance.what, disturbance.node);
  }
}

function befall(world: World, what: NodeDisturbance, number: number): void {
  const node = world.nodes[number - 1];
  if (node === undefined) return;
  switch (what) {
    case "crash":
      return node.crash();
    case "start":
      return node.start();
    case "stop":
      return node.stop();
    case "pause":
      return node.pause();
    case "resume":
      return node.resume();
    case "die":
      return node.die();
    case "boot":
      return node.boot();
    case "unplug":
      return node.setCarrier(false);
    case "plug":
      return node.setCarrier(true);
    case "cut off the API server":
      return node.process?.view.cut();
    case "reach the API server":
      return node.process?.view.restore();
  }
}

/**
 * Removes from each order the nodes that cannot announce, as `elect` does after their Leases have expired. An order
 * that would become empty stays. The statuses stay too, because only announcers write them.
 */
export function leasesRunOut(world: World): void {
  world.tell("the Leases of the absent nodes expire");
  for (const address of world.addresses) {
    reorder(world, address, (order) => order.filter((name) => world.node(name).canAnnounce));
  }
}

/** Moves an address as `elect` does: if its holder is another node of the order, the revision is raised. */
function move(world: World, index: number, number: number): void {
  const address = world.addresses[index];
  const before = world.virtualIP(address ?? "");
  const to = `n${number}`;
  if (address === undefined || before?.spec.l2 === undefined || world.nodes[number - 1] === undefined) return;
  const order = before.spec.l2.order.map((entry) => entry.node);
  const holder = before.status?.node;
  const next = [to, ...order.filter((each) => each !== to)];
  const takes = holder !== undefined && holder !== to && order.includes(holder);
  world.plan(address, next, before.spec.l2.revision + (takes ? 1 : 0));
}

function reorder(world: World, address: string, change: (order: readonly string[]) => readonly string[]): void {
  const { l2 } = world.virtualIP(address)?.spec ?? {};
  if (l2 === undefined) return;
  const order = change(l2.order.map((entry) => entry.node)).filter((name) =>
    world.nodes.some((node) => node.name === name)
  );
  if (order.length > 0) world.plan(address, order, l2.revision);
}
