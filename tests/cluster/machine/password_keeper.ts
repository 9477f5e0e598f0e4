/**
 * A controller that updates the Role by which announcers read the passwords of BGP sessions.
 *
 * @module
 */

import { programCommand } from "../../../runtime/lab/stage/program.ts";
import type { Cluster } from "./cluster.ts";
import { Daemon } from "./daemon.ts";
import { hostLauncher } from "./launcher.ts";

export const passwordRole = "arpeggio-announcer-bgp-passwords";

const entry = new URL("../../../runtime/main.ts", import.meta.url).pathname;

/** Starts the controller with the rights of its ServiceAccount, and with the arguments of an installation with BGP. */
export async function startPasswordKeeper(cluster: Cluster): Promise<Daemon> {
  const token = await cluster.serviceAccountToken("metallb-system", "arpeggio-controller");
  const kubeconfig = await cluster.kubeconfigFor(token);
  const args = ["controller", "--kubeconfig", kubeconfig, "--page", "off", "--bgp-passwords", passwordRole];
  const { command, args: all } = programCommand(entry, args);
  return new Daemon([command, ...all], { name: "controller", log: `${kubeconfig}.log`, launcher: hostLauncher });
}
