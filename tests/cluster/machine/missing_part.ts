/**
 * Prints on standard error why tests are skipped. With `CI=true` throws an error, since in CI no part may be missing.
 */
export async function missingPart(reason: string): Promise<void> {
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot run tests: ${reason}`);
  await Deno.stderr.write(new TextEncoder().encode(`skipping tests: ${reason}\n`));
}
