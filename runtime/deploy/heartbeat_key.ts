/**
 * The key that the announcers share, made once and never overwritten: with two keys in one cluster, they do not hear each other.
 *
 * @module
 */

import type { Kubectl } from "./kubectl.ts";

export const secretName = "arpeggio-heartbeat";

/** Whether it had to be made. */
export async function ensureHeartbeatKey(kubectl: Kubectl, namespace: string): Promise<boolean> {
  const place = ["--namespace", namespace];
  if (await kubectl.run(["get", "secret", secretName, ...place, "--ignore-not-found", "-o", "name"]) !== "") {
    return false;
  }
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secretName, namespace, labels: { "app.kubernetes.io/part-of": "arpeggio" } },
    type: "Opaque",
    immutable: true,
    data: { key },
  };
  // By standard input: an argument would stand in the list of processes.
  await kubectl.run(["create", "-f", "-"], JSON.stringify(secret));
  return true;
}
