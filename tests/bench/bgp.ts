/**
 * Measures how fast routes appear in a router's kernel and disappear again: `deno run -A tests/bench/bgp.ts [PART…]`,
 * with `--runs N` and `--services N` for other numbers of runs and Services.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { endpointGone } from "./bgp/endpoint_gone.ts";
import { manyAddressed } from "./bgp/many_addressed.ts";
import { manyServices } from "./bgp/many_services.ts";
import { newService } from "./bgp/new_service.ts";
import { nodeDeath } from "./bgp/node_death.ts";
import type { Table } from "./line.ts";
import { printTables } from "./tables.ts";

type Part = () => AsyncGenerator<Table>;

/** @param small true: two runs or 50 Services in each part, as a quick check */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  for (const part of Object.values(bgpParts(small ? { runs: 2, services: 50 } : {}))) await printTables(part());
}

function bgpParts(
  { runs = 20, services = 1_000 }: { readonly runs?: number; readonly services?: number },
): Readonly<Record<string, Part>> {
  return {
    new: () => newService(runs),
    death: () => nodeDeath(runs),
    endpoint: () => endpointGone(runs),
    many: () => manyServices(services),
    addressed: () => manyAddressed(services),
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string" }, services: { type: "string" } },
  });
  const parts = bgpParts({
    ...values.runs !== undefined && { runs: Number(values.runs) },
    ...values.services !== undefined && { services: Number(values.services) },
  });
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    const part = parts[name];
    if (part !== undefined) await printTables(part());
  }
}
