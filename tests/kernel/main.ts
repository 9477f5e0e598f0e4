/**
 * `deno run -A tests/kernel/main.ts [ARGUMENT…]` runs the tests that need kinds of links which this machine's kernel
 * may lack. The tests run on Debian's User-mode Linux, a kernel that runs as a process, has all kinds, and can read the
 * files of this machine. The arguments are those of `deno test`. `deno run -A tests/kernel/main.ts bench --runs N`
 * measures failover on the lab network with a VRF. Needs kmod and apt-get. Leaves only the kernel, in the cache.
 *
 * @module
 */

import { fetchKernel } from "./kernel.ts";
import { lacksNothing } from "./kernel_has.ts";
import { runInMachine } from "./machine.ts";

/** The tests that call `kernelHas`. The other tests of these files run on any kernel. */
const needy = [
  "--filter",
  "/ VRF | bond$| VLAN$/",
  "tests/runtime/frr/links_test.ts",
  "tests/runtime/announcer/links_test.ts",
  "tests/lab/networks_test.ts",
];

const limitSeconds = 900;

/** With `bench` as first argument: measures failover on a VRF, compared with the plain network on the same machine. */
const bench = ["run", "-A", "--no-check", "tests/bench/failover.ts", "networks", "--network", "VRF"];

const benchSeconds = 2 * 3_600;

async function main(given: readonly string[]): Promise<number> {
  const kernel = await fetchKernel();
  const said = `Starting User-mode Linux ${kernel.release}: the usual tests take two minutes\n`;
  await Deno.stderr.write(new TextEncoder().encode(said));
  const isBench = given[0] === "bench";
  const code = await runInMachine(kernel, {
    command: Deno.execPath(),
    args: isBench ? [...bench, ...given.slice(1)] : ["test", "-A", "--no-check", ...(given.length > 0 ? given : needy)],
    env: { [lacksNothing]: "true" },
    limitSeconds: isBench ? benchSeconds : limitSeconds,
  });
  if (code === undefined) {
    throw new Error("Cannot report the result: User-mode Linux ended without an exit code");
  }
  return code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
