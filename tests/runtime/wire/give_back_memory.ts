/**
 * A program that gives back the memory that its start needed, says so, and goes on.
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
