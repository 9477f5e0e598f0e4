/**
 * `deno test -A tests/pods/slow_in_pods.ts` runs the tests in Pods that take too long for CI: 14 minutes.
 *
 * @module
 */

import { laxProxy } from "./cases/lax_proxy.ts";
import { tokens } from "./cases/tokens.ts";
import { testInPods } from "./tests_in_pods.ts";

await testInPods({ title: "In Pods, slowly", cases: [laxProxy, tokens] });
