/**
 * A program that returns the memory of its start to the kernel, and then shows by a line that it still works.
 *
 * @module
 */

import { SpareMemory } from "../../../runtime/wire/spare_memory.ts";

using spare = new SpareMemory(1);
const before = Deno.memoryUsage().rss;
spare.stir();
spare.stir();
while (Deno.memoryUsage().rss > before * 0.8) await new Promise((resolve) => setTimeout(resolve, 1));
await Deno.stdout.write(new TextEncoder().encode(`given back, ${[3, 1, 2].toSorted().join()}\n`));
