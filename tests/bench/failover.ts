/**
 * How layer 2 fails over, measured from a host on the LAN of a lab: `deno run -A tests/bench/failover.ts [PART…] [--runs N]`.
 *
 * Parts: deaths, crashes, restarts, hand-overs, peace, flood, many, new, footprint. All of them take about two hours.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { crashes } from "./failover/crashes.ts";
import { deaths } from "./failover/deaths.ts";
import { footprint } from "./failover/footprint.ts";
import type { Line } from "./failover/line.ts";
import { manyMove } from "./failover/many_addresses.ts";
import { newService } from "./failover/new_service.ts";
import { handOvers, restarts } from "./failover/planned.ts";
import { busyPeace, flood } from "./failover/steadiness.ts";

/** How often each is done if nothing else is said. */
export interface FailoverOptions {
  readonly runs?: number;
  readonly minutes?: number;
  readonly nodes?: readonly number[];
}

type Measurement = () => Promise<readonly Line[]>;

/** Each part is a list of labs to be built one after the other. */
export function failoverParts(options: FailoverOptions): Readonly<Record<string, readonly Measurement[]>> {
  const { runs, minutes = 10, nodes = [3, 10] } = options;
  const families = ["IPv4", "IPv6"] as const;
  const each = nodes.flatMap((count) => families.map((family) => ({ count, family })));
  return {
    deaths: each.map(({ count, family }) => () => deaths(count, family, runs ?? 50)),
    crashes: each.map(({ count, family }) => () => crashes(count, family, runs ?? 50)),
    restarts: nodes.map((count) => () => restarts(count, "IPv4", runs ?? 20)),
    "hand-overs": nodes.map((count) => () => handOvers(count, "IPv4", runs ?? 20)),
    peace: nodes.map((count) => () => busyPeace(count, minutes)),
    flood: nodes.map((count) => () => flood(count)),
    many: [() => manyMove(runs ?? 5)],
    new: [() => newService(runs ?? 20)],
    footprint: [footprint],
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string" }, minutes: { type: "string" }, nodes: { type: "string", multiple: true } },
  });
  const parts = failoverParts({
    ...values.runs !== undefined && { runs: Number(values.runs) },
    ...values.minutes !== undefined && { minutes: Number(values.minutes) },
    ...values.nodes !== undefined && { nodes: values.nodes.map(Number) },
  });
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    for (const measure of parts[name] ?? []) {
      for (const line of await measure()) print(line);
    }
  }
}

function print({ name, samples, unit, bar }: Line): void {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (part: number): string => (sorted[Math.ceil(sorted.length * part) - 1] ?? sorted[0] ?? NaN).toFixed(1);
  const text = `${name}: ${samples.length} runs, min ${at(0)}, median ${at(0.5)}, p99 ${at(0.99)} ${unit} ${
    JSON.stringify(bar)
  }\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
