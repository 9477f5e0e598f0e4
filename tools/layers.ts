/**
 * `deno run -A tools/layers.ts` checks that each part of the code imports only what is allowed, and that no file is too
 * long. If it finds a fault, it exits with 1.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { generatedFiles } from "./generate/files.ts";
import { folderFaults } from "./layers/folder_order.ts";
import { purityFaults } from "./layers/purity.ts";
import { readGraph } from "./layers/graph.ts";
import { layerFaults, lengthFaults } from "./layers/rules.ts";

if (import.meta.main) {
  const files = await readGraph(fileURLToPath(new URL("../", import.meta.url)));
  const read = (path: string): string => Deno.readTextFileSync(new URL(`../${path}`, import.meta.url));
  const faults = [
    ...purityFaults(files, read),
    ...layerFaults(files),
    ...folderFaults(files),
    ...lengthFaults(files, generatedFiles),
  ];
  const lines = faults.length > 0 ? faults : [`Layers hold in ${files.length} files`];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  Deno.exit(faults.length > 0 ? 1 : 0);
}
