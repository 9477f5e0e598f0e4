/**
 * Runs benchmarks as processes of their own, two at a time: for quick checks, whose figures do not count and which
 * mostly wait. Never measure in this way.
 *
 * @module
 */

/**
 * Prints the output of each benchmark as a whole when it has ended. Throws at the end if one of them has failed.
 *
 * @param command the arguments of Deno, to which the name of the benchmark is added
 */
export async function twoAtOnce(names: readonly string[], command: readonly string[]): Promise<void> {
  const left = names.values();
  const failed: string[] = [];
  const lane = async (): Promise<void> => {
    for (const name of left) {
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...command, name] })
        .output();
      print(Deno.stderr, stderr);
      print(Deno.stdout, stdout);
      if (!success) failed.push(name);
    }
  };
  await Promise.all([lane(), lane()]);
  if (failed.length > 0) throw new Error(`Cannot run ${failed.join(", ")}: the cause is in the output above`);
}

function print(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += to.writeSync(bytes.subarray(from));
}
