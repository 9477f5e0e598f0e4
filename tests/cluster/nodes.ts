import type { ApiClient } from "./api_client.ts";

/** What a Node of a test says of itself. */
export interface NodeOptions {
  /** Its InternalIP; for both families, one of each. */
  readonly address: string | readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** Creates a Node that is Ready, as its kubelet would. */
export async function addNode(api: ApiClient, name: string, options: NodeOptions): Promise<void> {
  const labels = { "kubernetes.io/hostname": name, ...options.labels };
  await api.request("POST", "/api/v1/nodes", { metadata: { name, labels } });
  await api.request("PATCH", `/api/v1/nodes/${name}/status`, {
    status: {
      addresses: [
        ...[options.address].flat().map((address) => ({ type: "InternalIP", address })),
        { type: "Hostname", address: name },
      ],
      conditions: [condition("Ready", true), condition("NetworkUnavailable", false)],
    },
  });
}

/** A condition as kubelets write it. */
export function condition(type: string, holds: boolean): Record<string, string> {
  return { type, status: holds ? "True" : "False", reason: "Test", lastTransitionTime: new Date().toISOString() };
}
