/**
 * A thousand addresses appear at once: how long until the router has all routes, and do the BGP sessions stay open?
 *
 * @module
 */

import { stringify } from "yaml";
import { epochMs } from "../../../runtime/lab/client/events.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";
import { RouterWatch } from "./router_watch.ts";
import { opens, reloads } from "./told.ts";

const patienceMs = 60_000;

/** Writes the VirtualIPs directly, without a controller, to measure only the time from the plan to the router. */
export async function* manyServices(count: number): AsyncGenerator<Table> {
  await using watch = await RouterWatch.create({ isPlanned: true });
  const { bgp, names, routes } = watch;
  const { lab } = bgp;
  const opened = await opens(bgp.router);
  const taken = names.map((name) => reloads(lab.log(`announcer-${name}`)));
  const addresses = Array.from({ length: count }, (_, index) => `10.64.${index >> 8}.${index & 255}`);
  const planned = epochMs();
  lab.apply({ "many.yaml": addresses.map(virtualIP).join("---\n") });
  const reached = new Map<string, number>();
  const look = (): void => {
    for (const { address, nextHops, at } of routes.since(planned)) {
      if (nextHops.length === names.length && !reached.has(address)) reached.set(address, at);
    }
  };
  for (const giveUp = planned + patienceMs; reached.size < count && epochMs() < giveUp; look()) await sleep(200);
  const waits = addresses.map((address) => (reached.get(address) ?? Infinity) - planned);
  const again = (await opens(bgp.router)).map((each, index) => each - (opened[index] ?? 0));
  const told = names.map((name, index) => reloads(lab.log(`announcer-${name}`)) - (taken[index] ?? 0));
  yield {
    title: `${count} addresses, 3 nodes, from the plan`,
    lines: [
      { name: "until every node is a next hop", samples: waits, bar: { max: 5_000 } },
      { name: "sessions opened again", samples: again, bar: { max: 0 } },
      { name: "times that a node configured FRR", samples: told },
    ],
  };
}

function virtualIP(address: string, index: number): string {
  return stringify({
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: {
      address,
      pool: "public",
      services: [{ namespace: "default", name: `many-${index}` }],
      bgp: { advertisements: [{ name: "public" }] },
    },
  });
}
