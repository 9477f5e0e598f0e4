/**
 * `deno test -A tests/pods/ipv6_first_in_pods.ts` tests the program in Pods of a cluster whose first family is IPv6. It
 * must run alone on its machine.
 *
 * @module
 */

import { killedHolder } from "./cases/failures.ts";
import { memoryAtStart } from "./cases/memory.ts";
import { moves } from "./cases/moves.ts";
import { rights } from "./cases/rights.ts";
import { testInPods } from "./tests_in_pods.ts";

await testInPods({
  title: "In Pods, IPv6 first",
  firstFamily: "IPv6",
  cases: [memoryAtStart, ...rights, killedHolder, ...moves],
});
