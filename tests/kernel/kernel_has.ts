import { World } from "../../runtime/lab/stage/world.ts";

/**
 * True if this kernel has links of a kind, such as `vrf table 10`, written as for `ip link add`. No package can add a
 * kind to a running kernel, so tests that need a missing kind are skipped. `tests/kernel/main.ts` runs the skipped
 * tests on a kernel that has all kinds.
 */
export async function kernelHas(kind: string): Promise<boolean> {
  await using world = await World.create();
  const add = `ip link add parent type bridge; ip link add link parent name probe type ${kind}`;
  const complaint = await world.run("sh", ["-e"], { input: add }).then(() => undefined, String);
  if (complaint === undefined) return true;
  if (Deno.env.get(lacksNothing) === "true") throw new Error(`Cannot make a link of type ${kind}: ${complaint}`);
  const skipping = `skipping: this kernel has no links of type ${kind}; tests/kernel/main.ts has a kernel with them`;
  await Deno.stderr.write(new TextEncoder().encode(`${skipping}\n`));
  return false;
}

/** The name of an environment variable. With the value `true`, a missing kind of link is an error. */
export const lacksNothing = "KERNEL_LACKS_NOTHING";

/** The usual waits of tests are multiplied by this. User-mode Linux has one core, and its system calls are slow. */
export const patience = Deno.env.get(lacksNothing) === "true" ? 3 : 1;
