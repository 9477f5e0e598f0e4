/**
 * Installs a checkout into a cluster, or updates an installation to it.
 *
 * Why: docs/adr/0016-how-it-is-installed.md
 *
 * @module
 */

import { apply, verify } from "./applied.ts";
import { bundleProgram } from "./bundle.ts";
import { removeConversion } from "./conversion.ts";
import { ensureHeartbeatKey } from "./heartbeat_key.ts";
import { installed, leftovers, remove } from "./installed.ts";
import { type Kubectl, KubectlError } from "./kubectl.ts";
import type { Installation } from "./kustomization.ts";
import { isGround, type Manifest, titleOf } from "./manifest.ts";
import { render } from "./render.ts";
import { refuseRivals } from "./rivals.ts";
import { stalled } from "./stalled_rollout.ts";
import { workloads } from "./workloads.ts";

export interface DeployOptions extends Omit<Installation, "ipv6"> {
  /** How long the rollout may take, in seconds; 0 to not wait for it. */
  readonly timeoutSeconds: number;
}

/** Prints one line of progress. */
export type Say = (line: string) => void;

/**
 * Throws `KubectlError` with kubectl's own message, `DeployError` if the program cannot be bundled or the rollout does
 * not complete, and `UsageError` if there is no kubectl or a rival runs in this cluster. Throws an `Error` if the
 * program is too large, or if applied objects have disappeared.
 */
export async function deploy(kubectl: Kubectl, options: DeployOptions, say: Say): Promise<void> {
  await refuseRivals(kubectl);
  const objects = await prepare(kubectl, options, say);
  const ground = objects.filter(isGround);
  const kinds = ground.filter(({ kind }) => kind === "CustomResourceDefinition");
  await removeConversion(kubectl, kinds);
  const appliedGround = await apply(kubectl, ground);
  const names = kinds.map(({ metadata: { name } }) => `crd/${name}`);
  await kubectl.run(["wait", "--for=condition=Established", "--timeout=60s", ...names]);
  say(`Applied namespace ${options.namespace} and ${kinds.length} custom kinds`);
  const isNew = await ensureHeartbeatKey(kubectl, options.namespace);
  say(isNew ? "Made the heartbeat key" : "Kept the heartbeat key");
  const rest = objects.filter((each) => !isGround(each));
  const applied = [...appliedGround, ...await apply(kubectl, rest)];
  say(`Applied ${rest.length} objects: rights, program, controller, announcer`);
  if (options.timeoutSeconds > 0) await rollout(kubectl, options, say);
  const old = leftovers(await installed(kubectl), applied);
  await remove(kubectl, old);
  for (const each of old) say(`Removed ${titleOf(each)}, which is no longer needed`);
  await verify(kubectl, applied);
}

/** The objects to apply. */
export async function prepare(kubectl: Kubectl, options: DeployOptions, say: Say): Promise<readonly Manifest[]> {
  const bytes = await bundleProgram();
  say(`Bundled the program: ${Math.ceil(bytes / 1024)} KiB`);
  return await render(kubectl, { ...options, ipv6: await isIpv6(kubectl) });
}

async function rollout(kubectl: Kubectl, { namespace, timeoutSeconds }: DeployOptions, say: Say): Promise<void> {
  for (const workload of workloads) {
    const limit = `--timeout=${timeoutSeconds}s`;
    try {
      await kubectl.follow(["rollout", "status", workload.title, "--namespace", namespace, limit], say);
    } catch (error) {
      if (!(error instanceof KubectlError) || !/timed out waiting|exceeded its progress deadline/.test(error.said)) {
        throw error;
      }
      throw await stalled(kubectl, workload, { namespace, seconds: timeoutSeconds });
    }
  }
}

async function isIpv6(kubectl: Kubectl): Promise<boolean> {
  const where = ["get", "service", "kubernetes", "--namespace", "default"];
  return (await kubectl.run([...where, "-o", "jsonpath={.spec.clusterIP}"])).includes(":");
}
