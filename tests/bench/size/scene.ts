/**
 * Measures the cluster with or without the node labels of VirtualIPs: at rest, and while Services come and go.
 *
 * @module
 */

import { isNoLease, writesSince } from "../../cluster/machine/idle.ts";
import { ask } from "../../cluster/machine/metrics_host.ts";
import { readExposition } from "../../runtime/metrics/exposition.ts";
import { watchAddressed } from "../controller/addressed.ts";
import { churnNames, churnServices, servicesPath } from "../service_churn.ts";
import type { Counts } from "./imitation.ts";
import type { Size } from "./size.ts";
import type { Scope, SizeCluster } from "./size_cluster.ts";
import { type Uses, usesDuring } from "./uses.ts";

export interface Scene {
  /** From the start of the controller to the end of its first pass. */
  readonly firstPassMs: number;
  readonly rest: Uses;
  readonly churn: Uses;
  /** For each new Service that got an address: the time from the answer to the creating request until the address. */
  readonly created: readonly number[];
  /** The time from the sending of the creating request until the address. */
  readonly sent: readonly number[];
  /** The number of new Services, and how many of them were made in a second. */
  readonly services: number;
  readonly perSecond: number;
  /** The mean duration of a pass in the churn. */
  readonly passMs: number;
  /** What the controller and the announcer wrote in the churn, except Leases. */
  readonly writes: number;
  /** What the imitated nodes received in the churn. */
  readonly told: Pick<Counts, "changes" | "events" | "bytes" | "broken">;
}

/** If the imitated nodes receive nothing for this time, they have received everything. */
const quietMs = 1_000;

/** After the churn, the addresses of the last Services arrive within this time. */
const patienceMs = 5_000;

const externalTrafficPolicy = { spec: { externalTrafficPolicy: "Local" } };

export async function measureScene(cluster: SizeCluster, size: Size, scope: Scope): Promise<Scene> {
  const { imitated } = cluster;
  const firstPassMs = await cluster.startController(scope);
  await cluster.startAnnouncer();
  await imitated.ask({ do: "watchVirtualIPs", scope });
  await pause(size.settleMs);
  const rest = await usesDuring(cluster, () => pause(size.restMs));

  const before = await imitated.ask({ do: "count" });
  const passesBefore = await passes(cluster);
  const start = new Date();
  let churned: Churned = { created: [], sent: [], perSecond: 0 };
  const churn = await usesDuring(cluster, async () => {
    churned = await churnTimed(cluster, size);
  });
  const [after, passesAfter] = [await untilQuiet(cluster), await passes(cluster)];
  await imitated.ask({ do: "watchVirtualIPs", scope: "none" });
  await cluster.stopComponents();
  const writes = (await writesSince(cluster.stage.cluster, start)).filter(isNoLease).length;
  return {
    firstPassMs,
    rest,
    churn,
    ...churned,
    services: churnNames(size.churnSeconds).length,
    writes,
    passMs: (passesAfter.seconds - passesBefore.seconds) / (passesAfter.count - passesBefore.count) * 1_000,
    told: {
      changes: after.changes - before.changes,
      events: after.events - before.events,
      bytes: after.bytes - before.bytes,
      broken: after.broken - before.broken,
    },
  };
}

type Churned = Pick<Scene, "created" | "sent" | "perSecond">;

/** Lets Services come and go, and measures how long each waited for its address. */
async function churnTimed(
  { stage: { cluster: { api } } }: SizeCluster,
  { churnSeconds, lifeSeconds }: Size,
): Promise<Churned> {
  const count = churnNames(churnSeconds).length;
  const addressed = await watchAddressed(api, `${servicesPath}?labelSelector=app%3Dchurn`, count);
  const all = addressed.all.catch(() => undefined);
  const starts = new Map<string, { readonly sentAt: number; readonly createdAt: number }>();
  const create = async (name: string, send: () => Promise<unknown>): Promise<void> => {
    const sentAt = performance.now();
    await send();
    starts.set(name, { sentAt, createdAt: performance.now() });
  };
  const perSecond = await churnServices(api, churnSeconds, { lifeSeconds, create, change: externalTrafficPolicy });
  // On an overloaded API server, a Service may be deleted before it has an address.
  await Promise.race([all, pause(patienceMs)]);
  const waits = [...starts].flatMap(([name, { sentAt, createdAt }]) => {
    const at = addressed.at.get(name);
    return at === undefined ? [] : { created: Math.max(0, at - createdAt), sent: at - sentAt };
  });
  return { created: waits.map(({ created }) => created), sent: waits.map(({ sent }) => sent), perSecond };
}

async function passes(
  { stage }: SizeCluster,
): Promise<{ readonly count: number; readonly seconds: number }> {
  const exposed = readExposition(await ask(stage.control, "metrics") ?? "");
  const value = (of: string): number => exposed.value(`arpeggio_pass_duration_seconds_${of}`) ?? NaN;
  return { count: value("count"), seconds: value("sum") };
}

/** Waits until the imitated nodes receive nothing more, and returns what they have received. */
async function untilQuiet({ imitated }: SizeCluster): Promise<Counts> {
  for (let before = await imitated.ask({ do: "count" });;) {
    await pause(quietMs);
    const after = await imitated.ask({ do: "count" });
    if (after.events === before.events && after.changes === before.changes) return after;
    before = after;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
