/**
 * Runs `deno task deploy` as a user does.
 *
 * @module
 */

import { dirname } from "node:path";
import type { Cluster } from "./cluster.ts";
import type { Parts } from "./parts.ts";

const entry = new URL("../../../runtime/main.ts", import.meta.url).pathname;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `deno task deploy` against a cluster, by default from this checkout, and returns its output. */
export async function runDeploy(
  cluster: Cluster,
  parts: Parts,
  args: readonly string[],
  program: string = entry,
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", program, "deploy", ...args],
    env: {
      KUBECONFIG: cluster.kubeconfig(),
      KUBECACHEDIR: `${cluster.kubeconfig()}.cache`,
      PATH: `${dirname(parts.kubectl)}:${Deno.env.get("PATH")}`,
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
