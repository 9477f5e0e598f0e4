/**
 * Runs the tests that need links which this machine's kernel may have been built without, on one that has them all: Debian's,
 * in a virtual machine that sees the files of this one. `deno run -A tests/kernel/main.ts [ARGUMENT…]`; arguments are those of
 * `deno test`. Needs QEMU (qemu-system-x86), kmod and apt-get, but not KVM. Leaves nothing behind but the kernel, in the cache.
 *
 * @module
 */

import { fetchKernel } from "./kernel.ts";
import { lacksNothing } from "./kernel_has.ts";
import { runInMachine } from "./machine.ts";

/** The tests that ask `kernelHas`; what else is in their files runs anywhere. */
const needy = [
  "--filter",
  "/ VRF | bond$| VLAN$/",
  "tests/runtime/frr/links_test.ts",
  "tests/runtime/announcer/links_test.ts",
];

const limitSeconds = 330;

async function main(given: readonly string[]): Promise<number> {
  const kernel = await fetchKernel();
  const said =
    `Starting Linux ${kernel.release} in QEMU, which takes its time: some three minutes for the usual tests\n`;
  await Deno.stderr.write(new TextEncoder().encode(said));
  const code = await runInMachine(kernel, {
    command: Deno.execPath(),
    args: ["test", "-A", "--no-check", ...(given.length > 0 ? given : needy)],
    env: { [lacksNothing]: "true" },
    limitSeconds,
  });
  if (code === undefined) throw new Error("Cannot say how the tests ended: the machine stopped without a word");
  return code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
