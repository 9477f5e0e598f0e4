/**
 * `deno task bench [NAME…] [--small]`: measures the promised figures of Arpeggio, and for comparison the failover of
 * keepalived. `failover --networks` measures only failovers on labs that imitate users' networks
 * (`tests/lab/stage/networks.ts`). `failover --runs N` sets the number of runs; the other benchmarks ignore this
 * option.
 *
 * @module
 */

import { parseArgs } from "node:util";

interface Benchmark {
  benchmark(options: BenchmarkOptions): Promise<void>;
}

interface BenchmarkOptions {
  /** A short run, as a quick check. */
  readonly small: boolean;
  readonly networks: boolean;
  readonly runs?: number;
}

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  allocate: () => import("./allocate.ts"),
  wire: () => import("./wire.ts"),
  questions: () => import("./questions.ts"),
  controller: () => import("./controller.ts"),
  page: () => import("./page.ts"),
  failover: () => import("./failover.ts"),
  bgp: () => import("./bgp.ts"),
  churn: () => import("./churn.ts"),
};

/** These benchmarks take long, so they run only when they are named. */
const onDemand: ReadonlySet<string> = new Set(["churn"]);

const { values: { small, networks, runs }, positionals } = parseArgs({
  args: Deno.args,
  options: {
    small: { type: "boolean", default: false },
    networks: { type: "boolean", default: false },
    runs: { type: "string" },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  const known = Object.keys(benchmarks).join(", ");
  Deno.stderr.writeSync(new TextEncoder().encode(`Cannot run benchmark ${unknown.join(", ")}: there are ${known}\n`));
  Deno.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (positionals.length > 0 ? !positionals.includes(name) : onDemand.has(name)) continue;
  await (await load()).benchmark({ small, networks, ...(runs !== undefined && { runs: Number(runs) }) });
}
