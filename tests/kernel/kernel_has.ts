import { World } from "../../runtime/lab/world.ts";

/**
 * Whether this kernel has links of a kind, written as for `ip link add`, such as `vrf table 10`. No package adds them to a
 * running kernel: tests that need them are skipped without, and `tests/kernel/main.ts` runs them on one that has them all.
 */
export async function kernelHas(kind: string): Promise<boolean> {
  await using world = await World.create();
  const add = `ip link add parent type bridge; ip link add link parent name probe type ${kind}`;
  const complaint = await world.run("sh", ["-e"], { input: add }).then(() => undefined, String);
  if (complaint === undefined) return true;
  if (Deno.env.get(lacksNothing) === "true") throw new Error(`Cannot make a link of type ${kind}: ${complaint}`);
  const skipping =
    `skipping a test: this kernel has no links of type ${kind}; tests/kernel/main.ts runs it on one that has`;
  await Deno.stderr.write(new TextEncoder().encode(`${skipping}\n`));
  return false;
}

/** The variable that is `true` where the kernel must have every kind of link. */
export const lacksNothing = "KERNEL_LACKS_NOTHING";
