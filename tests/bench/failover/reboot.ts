/**
 * Boots a dead node again, with its announcer.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import type { BenchLab } from "../../lab/stage/bench_lab.ts";

/** Resolves when the node's announcer is up. */
export async function reboot(bench: BenchLab, node: LabNode): Promise<void> {
  const booted = epochMs();
  await bench.lab.boot(node);
  await bench.announcerUp(node, booted);
}
