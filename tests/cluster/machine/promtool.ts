/** Runs promtool on a text, and returns its complaints, one in each line. Throws if promtool cannot parse the text. */
export async function promtool(args: readonly string[], input: string): Promise<string[]> {
  const process = new Deno.Command("promtool", { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    process.output(),
    ReadableStream.from([new TextEncoder().encode(input)]).pipeTo(process.stdin).catch(() => undefined),
  ]);
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  // promtool exits with 3 if it has complaints.
  if (code !== 0 && code !== 3) throw new Error(`Cannot run promtool ${args.join(" ")}: exit code ${code}, ${said}`);
  return said.trim().split("\n").filter((line) => line !== "");
}
