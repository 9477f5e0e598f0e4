/**
 * How layer 2 fails over, measured from a host on the LAN of a lab: `deno run -A tests/bench/failover.ts [PART…]`, with
 * `--runs N`, `--minutes N`, `--nodes N`, `--family IPv4` and `--blow "kill -9"` for less than all of it, which takes about three hours.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { crashes } from "./failover/crashes.ts";
import { deaths } from "./failover/deaths.ts";
import { footprint } from "./failover/footprint.ts";
import type { Table } from "./failover/line.ts";
import { manyMove } from "./failover/many_addresses.ts";
import { newService } from "./failover/new_service.ts";
import type { Family } from "./failover/manifests.ts";
import { outages } from "./failover/outage.ts";
import { handOvers, restarts } from "./failover/planned.ts";
import { busyPeace, flood } from "./failover/steadiness.ts";
import { printTables } from "./tables.ts";

interface FailoverOptions {
  /** How often each blow falls; absent: as often as its bar asks for. */
  readonly runs?: number;
  readonly minutes?: number;
  /** How long the API server stays away each time, 20,000 by default: longer than the controller's Lease lasts. */
  readonly awayMs?: number;
  /** The sizes of the labs. */
  readonly nodes?: readonly number[];
  readonly families?: readonly Family[];
  /** A part of the names of the deaths and crashes that are wanted. */
  readonly blow?: string;
}

const families: readonly Family[] = ["IPv4", "IPv6"];

type Part = () => AsyncGenerator<Table>;

/** @param small a few runs with three nodes, to see that it works */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const parts = failoverParts(small ? { runs: 1, minutes: 0.05, awayMs: 1_000, nodes: [3], families: ["IPv4"] } : {});
  for (const part of Object.values(parts).flat()) await printTables(part());
}

/** Each part is a list of labs, to be built one after the other. */
function failoverParts(options: FailoverOptions): Readonly<Record<string, readonly Part[]>> {
  const { runs, minutes = 10, awayMs = 20_000, nodes = [3, 10], blow } = options;
  const labs = nodes.flatMap((count) => (options.families ?? families).map((family) => ({ count, family })));
  return {
    deaths: labs.map(({ count, family }) => () => deaths(count, family, runs ?? 50, blow)),
    crashes: labs.map(({ count, family }) => () => crashes(count, family, runs ?? 50, blow)),
    restarts: labs.map(({ count, family }) => () => restarts(count, family, runs ?? 20)),
    moves: labs.map(({ count, family }) => () => handOvers(count, family, runs ?? 20)),
    peace: nodes.map((count) => () => busyPeace(count, minutes)),
    outage: nodes.map((count) => () => outages(count, runs ?? 10, awayMs)),
    flood: nodes.map((count) => () => flood(count)),
    many: [() => manyMove(runs ?? 5)],
    new: [() => newService(runs ?? 20)],
    footprint: [footprint],
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: "string" },
      minutes: { type: "string" },
      nodes: { type: "string", multiple: true },
      family: { type: "string", multiple: true },
      blow: { type: "string" },
    },
  });
  const parts = failoverParts({
    ...values.runs !== undefined && { runs: Number(values.runs) },
    ...values.minutes !== undefined && { minutes: Number(values.minutes) },
    ...values.blow !== undefined && { blow: values.blow },
    ...values.nodes !== undefined && { nodes: values.nodes.map(Number) },
    ...values.family !== undefined && { families: families.filter((each) => values.family?.includes(each)) },
  });
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    for (const part of parts[name] ?? []) await printTables(part());
  }
}
