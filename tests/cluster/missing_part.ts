/** Says on standard error why tests are skipped; with `CI=true`, where nothing may be missing, throws instead. */
export async function missingPart(reason: string): Promise<void> {
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot run tests: ${reason}`);
  await Deno.stderr.write(new TextEncoder().encode(`skipping tests: ${reason}\n`));
}
