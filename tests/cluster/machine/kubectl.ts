/** The options of a call of kubectl. */
export interface KubectlOptions {
  readonly stdin?: string;
  /** The path of a kubeconfig. Default: the administrator's. */
  readonly kubeconfig?: string;
}

/** Runs kubectl to its end, and returns its standard output. */
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
  // If kubectl fails at once, it closes its input, and the pipe fails too. That error is ignored, since kubectl's
  // message names the cause.
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
