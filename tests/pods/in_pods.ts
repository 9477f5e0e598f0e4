/**
 * `deno test -A tests/pods/in_pods.ts` tests the program in real Pods, in one cluster for all tests. It is not part of
 * `deno task test`, because it must run alone on its machine.
 *
 * @module
 */

import { exchanges } from "./cases/exchanges.ts";
import { failures } from "./cases/failures.ts";
import { memoryAtStart, memoryInUse } from "./cases/memory.ts";
import { givenBack, takenOver } from "./cases/migration.ts";
import { moves } from "./cases/moves.ts";
import { pressure } from "./cases/pressure.ts";
import { proxies } from "./cases/proxies.ts";
import { rights } from "./cases/rights.ts";
import { testInPods } from "./tests_in_pods.ts";

await testInPods({
  title: "In Pods",
  afterMetalLB: true,
  cases: [
    memoryAtStart,
    ...rights,
    takenOver,
    ...moves,
    ...failures,
    ...pressure,
    ...proxies,
    memoryInUse,
    ...exchanges,
    givenBack,
  ],
});
