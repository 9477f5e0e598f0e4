/**
 * Planned moves: the ways in which a test moves an address away from a living node.
 *
 * @module
 */

import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import type { BenchLab } from "./bench_lab.ts";
import { node } from "./manifests.ts";

export interface Move {
  readonly name: string;
  order(bench: BenchLab, from: LabNode): void;
  undo(bench: BenchLab, from: LabNode): void;
}

/** Each entry moves the address (`order`), and later restores the state (`undo`). */
export const moves: readonly Move[] = [
  { name: "drain by label", order: drain(true), undo: drain(false) },
  {
    name: "plan change",
    order: (bench, from) => bench.announceExcept(from.name),
    undo: (bench) => bench.announceExcept(),
  },
];

function drain(drained: boolean): Move["order"] {
  return ({ lab }, { name }) => lab.apply({ [`${name}.yaml`]: node(name, { drained }) });
}
