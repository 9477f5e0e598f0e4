/**
 * Measures load sharing: `deno run -A tests/bench/load_sharing.ts [PART…]`, with `--runs N`, `--nodes N`,
 * `--family IPv4` and `--small`. Without these options everything is measured, which takes about two hours.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { IPFamily } from "../../functions/model/kubernetes.ts";
import { sharedFailover } from "./load_sharing/failover.ts";
import { neighborStates } from "./load_sharing/neighbor_states.ts";
import { throughput } from "./load_sharing/throughput.ts";
import { printTables } from "./tables.ts";

interface Wanted {
  /** A quick check: one short run of each part, with three nodes, over IPv4. */
  readonly small: boolean;
  readonly runs?: number;
  /** Each of these numbers of nodes is measured by `failover`; absent: 3 and 8. */
  readonly nodes?: readonly number[];
  readonly families?: readonly IPFamily[];
}

const families: readonly IPFamily[] = ["IPv4", "IPv6"];
const hosts = 24;

type Part = () => Promise<void>;

export async function benchmark({ small, runs }: { readonly small: boolean; readonly runs?: number }): Promise<void> {
  for (const part of Object.values(partsOf({ small, ...(runs !== undefined && { runs }) }))) await part();
}

function partsOf({ small, runs, nodes, families: only }: Wanted): Readonly<Record<string, Part>> {
  return {
    throughput: () => throughput(small ? { runs: 1, seconds: 2 } : { runs: runs ?? 5, seconds: 10 }),
    states: neighborStates,
    failover: async () => {
      for (const count of nodes ?? (small ? [3] : [3, 8])) {
        for (const family of only ?? (small ? ["IPv4" as const] : families)) {
          const effort = { nodes: count, hosts, family, runs: runs ?? (small ? 1 : 20) };
          await printTables(sharedFailover(effort));
        }
      }
    },
  };
}

if (import.meta.main) {
  const { values: { small, runs, nodes, family }, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      small: { type: "boolean", default: false },
      runs: { type: "string" },
      nodes: { type: "string", multiple: true },
      family: { type: "string", multiple: true },
    },
  });
  const parts = partsOf({
    small,
    ...(runs !== undefined && { runs: Number(runs) }),
    ...(nodes !== undefined && { nodes: nodes.map(Number) }),
    ...(family !== undefined && { families: families.filter((each) => family.includes(each)) }),
  });
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) await parts[name]?.();
}
