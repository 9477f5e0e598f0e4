/**
 * An attacker on the LAN without the heartbeat key, and the Leases of kubelets: if a Lease is not renewed, the
 * announcers know that its node is dead.
 *
 * @module
 */

import { stringify } from "yaml";
import type { Lab } from "../../../runtime/lab/lab.ts";

const impostor = new URL("./impostor.ts", import.meta.url).pathname;
/** The number of broadcasts per second. */
const perSecond = 40;
const renewMs = 5_000;

/**
 * The client claims an address with a MAC, in broadcasts and in answers to requests, until the result is disposed of.
 * Resolves when it has begun.
 */
export async function forge({ client }: Lab, mac: string, address: string): Promise<AsyncDisposable> {
  const args = ["run", "-A", "--quiet", "--no-check", impostor, "eth0", mac, String(perSecond), address];
  const process = client.spawn(Deno.execPath(), args, { stdin: "null", stdout: "piped" });
  const said = process.stdout.getReader();
  await said.read();
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      process.kill("SIGKILL");
      await process.status;
      await said.cancel();
    },
  };
}

/** Renews the Lease of each living node in `kube-node-lease`, as kubelets do, until the result is disposed of. */
export function kubelets(lab: Lab): Disposable {
  const renew = (): void => {
    for (const { name, alive } of lab.nodes) if (alive) lab.apply({ [`kubelet-${name}.yaml`]: nodeLease(name) });
  };
  renew();
  const timer = setInterval(renew, renewMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function nodeLease(name: string): string {
  return stringify({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "kube-node-lease" },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: new Date().toISOString() },
  });
}
