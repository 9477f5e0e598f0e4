/**
 * Finds the parts of a cluster with Pods on this machine.
 *
 * @module
 */

import { findCommand } from "../../cluster/machine/commands.ts";
import { missingPart } from "../../cluster/machine/missing_part.ts";
import { clusterParts, type Parts } from "../../cluster/machine/parts.ts";
import { builtImages, missingProgram } from "../images/build.ts";

/**
 * On Debian these are in the packages iproute2 nftables iptables util-linux procps containerd runc
 * containernetworking-plugins conntrack.
 */
const commands = [
  ...["ip", "nft", "iptables", "unshare", "nsenter", "flock", "pkill"],
  ...["containerd", "ctr", "runc", "conntrack"],
];
const networkPlugin = "/usr/lib/cni/bridge";

export interface PodParts {
  readonly parts: Parts;
  /** The folder with the archives of all images. */
  readonly images: string;
}

/**
 * Finds the parts, and makes the images if the cache lacks them. If a part is missing, prints its name and returns
 * undefined, so that a test can be ignored. With `CI=true` throws an error instead.
 */
export async function podParts(): Promise<PodParts | undefined> {
  const missing = await missingForPods();
  if (missing !== undefined) {
    await missingPart(`no Pods can run: ${missing}`);
    return undefined;
  }
  const parts = await clusterParts("controllerManager", "proxy", "scheduler", "kubelet");
  return parts === undefined ? undefined : { parts, images: await builtImages() };
}

/** The cause if no Pods can run on this machine, otherwise undefined. Does not check the parts of a cluster. */
export async function missingForPods(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return `they need Linux, this is ${Deno.build.os}`;
  if (Deno.uid() !== 0) return "not root";
  for (const command of commands) {
    if (await findCommand(command) === undefined) return `${command} is not on the PATH`;
  }
  const program = await isThere(networkPlugin) ? await missingProgram() : networkPlugin;
  return program === undefined ? undefined : `there is no ${program}`;
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
