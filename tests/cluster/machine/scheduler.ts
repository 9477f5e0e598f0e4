import { Daemon } from "./daemon.ts";
import { hostLauncher } from "./launcher.ts";
import type { Parts } from "./parts.ts";

/** Starts kube-scheduler, which assigns nodes to new Pods. Its log is in the folder. */
export function startScheduler({ scheduler }: Parts, kubeconfig: string, folder: string): Daemon {
  if (scheduler === undefined) throw new Error("Cannot start the scheduler: the parts have none");
  const flags = [`--kubeconfig=${kubeconfig}`, "--leader-elect=false", "--secure-port=0"];
  const log = `${folder}/kube-scheduler.log`;
  return new Daemon([...scheduler, ...flags], { name: "kube-scheduler", launcher: hostLauncher, log });
}
