/**
 * Counts the next hops that routers have for an address.
 *
 * @module
 */

import { whenPaths } from "../../runtime/frr/router.ts";
import type { Router } from "../../runtime/frr/router.ts";
import { routers } from "../../runtime/frr/routers.ts";
import type { PodCluster } from "./pod_cluster.ts";
import { tell } from "./witness.ts";

const everyMs = 100;

/** Starts a router with each routing program on the LAN, at the addresses in `tests/fixtures/pods/bgp.yaml`. */
export async function startRouters(pods: PodCluster): Promise<readonly Router[]> {
  const neighbors = pods.nodes.map(({ host: { address } }) => ({ address }));
  return await Promise.all(routers.map(async ({ name, start }, index) => {
    const host = await pods.lan.addHost(`${name.toLowerCase()}-router`, { address: `172.16.0.${4 + index}/16` });
    return await start({ world: pods.world, host, neighbors });
  }));
}

/** Waits until each router has this number of next hops for the address. */
export async function untilAllHops(routers: readonly Router[], address: string, count: number): Promise<void> {
  for (const router of routers) await whenPaths(router, `${address}/32`, ({ length }) => length === count);
}

/** Polls the routers while `act` runs. Returns the smallest number of next hops of each router. */
export async function fewestHops(
  routers: readonly Router[],
  address: string,
  act: () => Promise<void>,
): Promise<readonly number[]> {
  let isOver = false;
  const looking = routers.map(async (router) => {
    let fewest = Infinity;
    while (!isOver) {
      fewest = Math.min(fewest, (await router.paths(`${address}/32`)).length);
      // Some of the three programs cannot report a change of next hops, so all are polled.
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return fewest;
  });
  try {
    await act();
  } finally {
    isOver = true;
  }
  const fewest = await Promise.all(looking);
  tell(`  next hops at least: ${routers.map(({ host: { name } }, index) => `${name} ${fewest[index]}`).join(", ")}`);
  return fewest;
}
