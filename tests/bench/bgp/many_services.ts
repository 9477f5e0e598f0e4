/**
 * A thousand Services at once: how long until the router knows the way to all, and what that costs the sessions.
 *
 * @module
 */

import { stringify } from "yaml";
import { epochMs } from "../../../runtime/lab/client/events.ts";
import { isRecord } from "../../../functions/model/shape.ts";
import { sleep } from "../failover/bench_lab.ts";
import type { Table } from "../failover/line.ts";
import { services } from "../failover/manifests.ts";
import { RouterWatch } from "./router_watch.ts";

const patienceMs = 120_000;

export async function* manyServices(count: number): AsyncGenerator<Table> {
  const pool = stringify({
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name: "public", namespace: "metallb-system" },
    spec: { addresses: ["10.64.0.0/16"] },
  });
  await using watch = await RouterWatch.create({ "pool.yaml": pool });
  const { bgp, names, routes } = watch;
  const { lab } = bgp;
  const opened = await opens(watch);
  const taken = names.map((name) => reloads(lab.log(`announcer-${name}`)));
  const wanted = Array.from({ length: count }, (_, index) => ({
    name: `many-${index}`,
    family: "IPv4",
    servedBy: names,
  } as const));
  const created = epochMs();
  lab.apply(Object.fromEntries(wanted.map((one) => [`${one.name}.yaml`, services([one])])));
  const reached = (): ReadonlyMap<string, number> => {
    const since = new Map<string, number>();
    for (const { address, nextHops, at } of routes.since(created)) {
      if (nextHops.length === names.length && !since.has(address)) since.set(address, at);
    }
    return since;
  };
  for (const giveUp = epochMs() + patienceMs; reached().size < count && epochMs() < giveUp;) await sleep(200);
  const given = new Map<string, number>();
  for (const { kind, object, at } of lab.objects.since(created)) {
    if (kind !== "Service" || object === null || !("status" in object)) continue;
    const { ip } = object.status !== undefined && "loadBalancer" in object.status
      ? object.status.loadBalancer?.ingress?.[0] ?? {}
      : {};
    if (ip !== undefined && !given.has(ip)) given.set(ip, at);
  }
  const found = reached();
  const waits = [...given].map(([ip, at]) => Math.max(0, (found.get(ip) ?? Infinity) - at));
  const lost = (await opens(watch)).map((each, index) => each - (opened[index] ?? 0));
  const batches = names.map((name, index) => reloads(lab.log(`announcer-${name}`)) - (taken[index] ?? 0));
  yield {
    title: `${count} new Services, 3 nodes`,
    lines: [
      { name: "from its address to all next hops", samples: waits, bar: { max: 5_000 } },
      {
        name: "Services without an address or a route",
        samples: [count - Math.min(given.size, found.size)],
        bar: { max: 0 },
      },
      { name: "sessions opened anew", samples: lost, bar: { max: 0 } },
      { name: "times that a node told FRR", samples: batches },
    ],
  };
}

/** How often a node has told its bgpd anything. */
function reloads(log: string): number {
  return log.split("\n").filter((line) => line.includes("bgpd took")).length;
}

/** How often the router has opened a session with each node. */
async function opens({ bgp }: RouterWatch): Promise<readonly number[]> {
  const summary: unknown = JSON.parse(await bgp.router.vtysh("bgpd", ["show bgp ipv4 unicast summary json"]));
  const peers = isRecord(summary) && isRecord(summary["peers"]) ? Object.entries(summary["peers"]).sort() : [];
  return peers.map(([, peer]) => isRecord(peer) ? Number(peer["connectionsEstablished"]) : 0);
}
