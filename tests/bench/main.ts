/**
 * `deno task bench [NAME…] [--small]`: measures the promised figures of Arpeggio, and for comparison the failover of
 * keepalived. `failover --networks` measures only failovers on labs that imitate users' networks
 * (`tests/lab/stage/networks.ts`). `--runs N` sets the number of runs of `failover` and `load_sharing`, and
 * `size --nodes N --services N` the size of the cluster; the other benchmarks ignore these options. With `--small`, two
 * benchmarks run at once.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { twoAtOnce } from "./two_at_once.ts";

interface Benchmark {
  benchmark(options: BenchmarkOptions): Promise<void>;
}

interface BenchmarkOptions {
  /** A short run, as a quick check. */
  readonly small: boolean;
  readonly networks: boolean;
  readonly runs?: number;
  /** The size of the cluster of `size`. */
  readonly nodes?: number;
  readonly services?: number;
}

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  allocate: () => import("./allocate.ts"),
  peers: () => import("./peers.ts"),
  wire: () => import("./wire.ts"),
  questions: () => import("./questions.ts"),
  controller: () => import("./controller.ts"),
  page: () => import("./page.ts"),
  failover: () => import("./failover.ts"),
  bgp: () => import("./bgp.ts"),
  size: () => import("./size.ts"),
  load_sharing: () => import("./load_sharing.ts"),
  churn: () => import("./churn.ts"),
};

/** These benchmarks take long, so they run only when they are named. */
const onDemand: ReadonlySet<string> = new Set(["churn"]);

const { values: { small, networks, ...numbers }, positionals } = parseArgs({
  args: Deno.args,
  options: {
    small: { type: "boolean", default: false },
    networks: { type: "boolean", default: false },
    runs: { type: "string" },
    nodes: { type: "string" },
    services: { type: "string" },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  const known = Object.keys(benchmarks).join(", ");
  Deno.stderr.writeSync(new TextEncoder().encode(`Cannot run benchmark ${unknown.join(", ")}: there are ${known}\n`));
  Deno.exit(2);
}
const given = Object.fromEntries(Object.entries(numbers).map(([option, value]) => [option, Number(value)]));
const chosen = Object.entries(benchmarks).filter(([name]) =>
  positionals.length > 0 ? positionals.includes(name) : !onDemand.has(name)
);
if (small && chosen.length > 1) {
  const options = Deno.args.filter((argument) => !positionals.includes(argument));
  await twoAtOnce(chosen.map(([name]) => name), ["run", "-A", new URL(import.meta.url).pathname, ...options]);
} else {
  for (const [, load] of chosen) await (await load()).benchmark({ small, networks, ...given });
}
