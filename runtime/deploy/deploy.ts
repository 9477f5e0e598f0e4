/**
 * From a checkout to a running installation, or to its next version.
 *
 * @module
 */

import { bundleProgram } from "./bundle.ts";
import { ensureHeartbeatKey } from "./heartbeat_key.ts";
import { installed, leftovers, remove } from "./installed.ts";
import type { Kubectl } from "./kubectl.ts";
import type { Installation } from "./kustomization.ts";
import { isGround, type Manifest, titleOf } from "./manifest.ts";
import { render } from "./render.ts";
import { refuseRivals } from "./rivals.ts";
import { refuseOldServer } from "./server_version.ts";

export interface DeployOptions extends Omit<Installation, "ipv6"> {
  /** How long the rollout may take; 0: it is not waited for. */
  readonly timeoutSeconds: number;
}

/** Takes one line of progress. */
export type Say = (line: string) => void;

export const workloads = ["deployment/arpeggio-controller", "daemonset/arpeggio-announcer"] as const;

/** Throws `KubectlError` with the words of kubectl, and `UsageError` for a cluster that must not be deployed to. */
export async function deploy(kubectl: Kubectl, options: DeployOptions, say: Say): Promise<void> {
  await refuseOldServer(kubectl);
  await refuseRivals(kubectl);
  const objects = await prepare(kubectl, options, say);
  const ground = objects.filter(isGround);
  const kinds = ground.filter(({ kind }) => kind === "CustomResourceDefinition");
  await apply(kubectl, ground);
  const names = kinds.map(({ metadata: { name } }) => `crd/${name}`);
  await kubectl.run(["wait", "--for=condition=Established", "--timeout=60s", ...names]);
  say(`Applied namespace ${options.namespace} and ${kinds.length} custom kinds`);
  const isNew = await ensureHeartbeatKey(kubectl, options.namespace);
  say(isNew ? "Made the heartbeat key" : "Kept the heartbeat key");
  const rest = objects.filter((each) => !isGround(each));
  await apply(kubectl, rest);
  say(`Applied ${rest.length} objects: rights, program, controller, announcer`);
  if (options.timeoutSeconds > 0) await rollout(kubectl, options, say);
  const old = leftovers(await installed(kubectl), objects);
  await remove(kubectl, old);
  for (const each of old) say(`Removed ${titleOf(each)}, which is no longer needed`);
}

/** The objects as they would be applied. */
export async function prepare(kubectl: Kubectl, options: DeployOptions, say: Say): Promise<readonly Manifest[]> {
  const bytes = await bundleProgram();
  say(`Bundled the program: ${Math.ceil(bytes / 1024)} KiB`);
  return await render(kubectl, { ...options, ipv6: await isIpv6(kubectl) });
}

/** Server-side, because the program would not fit into the annotation that kubectl leaves otherwise. */
export async function apply(kubectl: Kubectl, objects: readonly Manifest[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await kubectl.run(
    ["apply", "--server-side", "--force-conflicts", "--field-manager=arpeggio-deploy", "-f", "-"],
    list,
  );
}

async function rollout(kubectl: Kubectl, { namespace, timeoutSeconds }: DeployOptions, say: Say): Promise<void> {
  for (const workload of workloads) {
    const limit = `--timeout=${timeoutSeconds}s`;
    await kubectl.follow(["rollout", "status", workload, "--namespace", namespace, limit], say);
  }
}

async function isIpv6(kubectl: Kubectl): Promise<boolean> {
  const where = ["get", "service", "kubernetes", "--namespace", "default"];
  return (await kubectl.run([...where, "-o", "jsonpath={.spec.clusterIP}"])).includes(":");
}
