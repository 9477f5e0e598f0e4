/**
 * Runs git in a checkout.
 *
 * @module
 */

/** The output of git, or a text that says why it failed. */
export async function git(
  checkout: string,
  ...args: readonly string[]
): Promise<{ readonly output: string } | { readonly failed: string }> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", checkout, ...args],
    env: { LC_ALL: "C" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return success ? { output: decoder.decode(stdout) } : { failed: decoder.decode(stderr).trim() };
}
