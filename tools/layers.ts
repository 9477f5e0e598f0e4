/**
 * Checks that each part imports only what it may: `deno run -A tools/layers.ts`. Exits with 1 when one does not.
 *
 * @module
 */

import { generatedFiles } from "./generate/files.ts";
import { readGraph } from "./layers/graph.ts";
import { layerFaults, lengthFaults } from "./layers/rules.ts";

if (import.meta.main) {
  const files = await readGraph(new URL("../", import.meta.url).pathname);
  const faults = [...layerFaults(files), ...lengthFaults(files, generatedFiles)];
  const lines = faults.length > 0 ? faults : [`Layers hold in ${files.length} files`];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  Deno.exit(faults.length > 0 ? 1 : 0);
}
