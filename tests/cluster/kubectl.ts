/** How kubectl is called. */
export interface KubectlOptions {
  readonly stdin?: string;
  /** By default that of the administrator. */
  readonly kubeconfig?: string;
}

/** Runs kubectl to its end and returns what it printed. */
export async function runKubectl(
  program: string,
  args: readonly string[],
  options: Required<KubectlOptions>,
): Promise<string> {
  const kubectl = new Deno.Command(program, {
    args: [...args],
    env: { KUBECONFIG: options.kubeconfig, KUBECACHEDIR: `${options.kubeconfig}.cache` },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = ReadableStream.from([new TextEncoder().encode(options.stdin)]);
  // A kubectl that fails at once closes its end first: its own words say why.
  const [{ code, stdout, stderr }] = await Promise.all([
    kubectl.output(),
    input.pipeTo(kubectl.stdin).catch(() => undefined),
  ]);
  const decoder = new TextDecoder();
  if (code !== 0) {
    throw new Error(`Cannot run kubectl ${args.join(" ")}: it exited with ${code}: ${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}
