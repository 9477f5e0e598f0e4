/**
 * The time from a new Service to its routes on the router.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";
import { RouterWatch } from "./router_watch.ts";

export async function* newService(runs: number): AsyncGenerator<Table> {
  await using watch = await RouterWatch.create();
  const { names } = watch;
  const fresh = { name: "fresh", servedBy: names };
  watch.apply(fresh);
  const address = await watch.addressOf("fresh");
  await watch.settled(address, ({ length }) => length === names.length);
  const first: number[] = [];
  const all: number[] = [];
  for (let run = 0; run < runs; run++) {
    watch.bgp.lab.delete("fresh.yaml");
    await watch.settled(address, ({ length }) => length === 0);
    await sleep(2_000);
    const created = epochMs();
    watch.apply(fresh);
    first.push(await watch.until(address, ({ length }) => length > 0, created));
    all.push(await watch.until(address, ({ length }) => length === names.length, created));
  }
  yield {
    title: "new Service, 3 nodes, from creation",
    lines: [
      { name: "until the router has a route", samples: first, bar: { median: 300 } },
      { name: "until every node is a next hop", samples: all },
    ],
  };
}
