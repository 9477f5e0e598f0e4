import { setImmediate } from "node:timers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** The bytes on the heap after a garbage collection. */
export async function collectedHeap(): Promise<number> {
  // A finished promise holds its values until the present task ends.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return Deno.memoryUsage().heapUsed;
}
