/**
 * Counts the peers of a node, i.e. the nodes with which it shares an order: in a new cluster, after nodes have died,
 * returned and joined, and in a cluster that has grown. Needs no API server.
 *
 * @module
 */

import { ClusterLife, grow } from "../functions/cluster_life.ts";
import { figures, figuresHeader } from "./figures.ts";

const perNode = 20;
/** In each round, up to this share of the nodes dies. */
const shares = [0.001, 0.02, 0.05, 0.1, 0.2, 0.02, 0.05, 0.001, 0.1, 0.02];

/** @param small true: a tenth of the nodes, as a quick check */
// deno-lint-ignore require-await
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const nodes = small ? 100 : 1_000;
  figuresHeader(`peers of a node, ${nodes} nodes, ${nodes * perNode} Services`);
  const life = new ClusterLife(nodes, perNode);
  life.join(nodes);
  row("a new cluster", life, { median: 16, most: 16 });
  life.rest();
  for (const share of shares) {
    life.fail(Math.ceil(nodes * share));
    life.rest();
  }
  row("after nodes have died, returned and joined", life, { median: 24, most: 32 });
  row("after growth from 10 nodes", grow({ from: 10, to: nodes, perNode }), { median: 24, most: 80 });
}

function row(name: string, { peers }: ClusterLife, bar: { readonly median: number; readonly most: number }): void {
  figures(name, peers, bar.median);
  figures("  the most", [Math.max(...peers)], bar.most);
}
