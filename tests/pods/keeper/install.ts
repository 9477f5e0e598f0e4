/**
 * Installs the program and an example in a cluster with Pods.
 *
 * @module
 */

import { runDeploy } from "../../cluster/machine/deploy_command.ts";
import type { Parts } from "../../cluster/machine/parts.ts";
import { announcedAddress } from "../../cluster/machine/services.ts";
import type { PodCluster } from "../machine/pod_cluster.ts";

const example = new URL("../../fixtures/pods/web.yaml", import.meta.url).pathname;

/** Runs `deno task deploy`, applies a pool and a Service with three Pods, and returns the address of the Service. */
export async function install(
  { cluster }: PodCluster,
  parts: Parts,
  progress: (line: string) => void,
): Promise<string> {
  progress("deno task deploy");
  const { code, stdout, stderr } = await runDeploy(cluster, parts, []);
  if (code !== 0) throw new Error(`Cannot install: ${stderr.trim() || stdout.trim()}`);
  progress("a Service with three Pods");
  await cluster.kubectl(["apply", "-f", example]);
  await cluster.kubectl(["rollout", "status", "deployment/web", "--timeout=120s"]);
  const address = await announcedAddress(cluster, "web");
  progress(`Service default/web is at ${address}`);
  return address;
}
