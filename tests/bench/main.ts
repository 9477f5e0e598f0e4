/**
 * `deno task bench [NAME…] [--small]`: measures what is promised, beside what it is compared with.
 *
 * @module
 */

import { parseArgs } from "node:util";

interface Benchmark {
  /** @param options small: one short run, to see that it works */
  benchmark(options: { readonly small: boolean }): Promise<void>;
}

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  allocate: () => import("./allocate.ts"),
  wire: () => import("./wire.ts"),
  questions: () => import("./questions.ts"),
  controller: () => import("./controller.ts"),
  page: () => import("./page.ts"),
  failover: () => import("./failover.ts"),
  bgp: () => import("./bgp.ts"),
};

const { values: { small }, positionals } = parseArgs({
  args: Deno.args,
  options: { small: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  const known = Object.keys(benchmarks).join(", ");
  Deno.stderr.writeSync(new TextEncoder().encode(`Cannot run benchmark ${unknown.join(", ")}: there are ${known}\n`));
  Deno.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  await (await load()).benchmark({ small });
}
