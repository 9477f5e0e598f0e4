/**
 * Measures the failover of layer 2 from a host on the LAN of a lab: `deno run -A tests/bench/failover.ts [PART…]`, with
 * `--runs N`, `--minutes N`, `--nodes N`, `--family IPv4`, `--blow "kill -9"` and `--network OVN`. Without these
 * options everything is measured, which takes about four hours. `deno task bench failover --networks` measures the part
 * `networks`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { crashes } from "./failover/crashes.ts";
import { deaths } from "./failover/deaths.ts";
import { forged } from "./failover/forged.ts";
import { footprint } from "./failover/footprint.ts";
import type { Table } from "./line.ts";
import { manyMove } from "./failover/many_addresses.ts";
import { failoverOnNetworks } from "./failover/networks.ts";
import { newService } from "./failover/new_service.ts";
import type { Family } from "../lab/stage/manifests.ts";
import { outages } from "./failover/outage.ts";
import { handOvers, restarts } from "./failover/planned.ts";
import { flood, peace } from "./failover/steadiness.ts";
import { printTables } from "./tables.ts";

interface FailoverOptions {
  /** The number of runs of each failure; absent: each part has its own default. */
  readonly runs?: number;
  readonly minutes?: number;
  /**
   * How long the API server is down each time. The default of 20,000 is longer than the duration of the controller's
   * Lease.
   */
  readonly awayMs?: number;
  /** Each of these numbers of nodes is measured; absent: 3 and 10. Parts such as `networks` always have 3 nodes. */
  readonly nodes?: readonly number[];
  readonly families?: readonly Family[];
  /** Only deaths and crashes whose names contain this text. */
  readonly blow?: string;
  /** Only networks whose names contain this text, and the plain network. */
  readonly network?: string;
}

const families: readonly Family[] = ["IPv4", "IPv6"];

type Part = () => AsyncGenerator<Table>;

interface Wanted {
  /** A quick check: by default one run of each failure, on three nodes, over IPv4. */
  readonly small: boolean;
  /** Only the part `networks`. */
  readonly networks: boolean;
  readonly runs?: number;
}

export async function benchmark({ small, networks, runs }: Wanted): Promise<void> {
  const few = { runs: 1, minutes: 0.05, awayMs: 1_000, nodes: [3], families: ["IPv4"], network: "OVN" } as const;
  const parts = failoverParts({ ...(small && few), ...(runs !== undefined && { runs }) });
  for (const part of networks ? parts.networks ?? [] : Object.values(parts).flat()) await printTables(part());
}

/** Each part is a list of measurements, which run one after the other. No two of them use the same lab. */
function failoverParts(options: FailoverOptions): Readonly<Record<string, readonly Part[]>> {
  const { runs, minutes = 20, awayMs = 20_000, nodes = [3, 10], blow } = options;
  const labs = nodes.flatMap((count) => (options.families ?? families).map((family) => ({ count, family })));
  return {
    deaths: labs.map(({ count, family }) => () => deaths(count, family, runs ?? 50, blow)),
    crashes: labs.map(({ count, family }) => () => crashes(count, family, runs ?? 50, blow)),
    restarts: labs.map(({ count, family }) => () => restarts(count, family, runs ?? 20)),
    moves: labs.map(({ count, family }) => () => handOvers(count, family, runs ?? 20)),
    peace: nodes.map((count) => () => peace(count, minutes)),
    outage: nodes.map((count) => () => outages(count, runs ?? 10, awayMs)),
    flood: nodes.map((count) => () => flood(count)),
    many: [() => manyMove(runs ?? 5)],
    new: [() => newService(runs ?? 20)],
    // Each attack lasts a minute, too long for a short run. tests/lab/forged_test.ts attacks for a few seconds.
    forged: minutes < 1 ? [] : (options.families ?? families).map((family) => () => forged(family, runs ?? 1, 60)),
    networks: (options.families ?? families).map((family) => () =>
      failoverOnNetworks(family, runs ?? 20, options.network)
    ),
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
      network: { type: "string" },
    },
  });
  const parts = failoverParts({
    ...values.runs !== undefined && { runs: Number(values.runs) },
    ...values.minutes !== undefined && { minutes: Number(values.minutes) },
    ...values.blow !== undefined && { blow: values.blow },
    ...values.network !== undefined && { network: values.network },
    ...values.nodes !== undefined && { nodes: values.nodes.map(Number) },
    ...values.family !== undefined && { families: families.filter((each) => values.family?.includes(each)) },
  });
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    for (const part of parts[name] ?? []) await printTables(part());
  }
}
