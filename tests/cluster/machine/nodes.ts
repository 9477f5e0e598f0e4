import { nodeInLabel } from "../../../functions/model/node_names.ts";
import type { ApiClient } from "./api_client.ts";

/** The properties of a test's Node. */
export interface NodeOptions {
  /** Its InternalIP, or two of them: one IPv4 and one IPv6. */
  readonly address: string | readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** The files with which a machine joins the cluster as a Node. */
export interface NodeCredentials {
  /** The file with the certificate of the authority. */
  readonly ca: string;
  /** The path of the kubelet's kubeconfig. */
  readonly kubelet: string;
  readonly proxy: string;
}

/** Creates a Node that is Ready, as a kubelet does. */
export async function addNode(api: ApiClient, name: string, options: NodeOptions): Promise<void> {
  const labels = { "kubernetes.io/hostname": nodeInLabel(name), ...options.labels };
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

/** A condition in the form that kubelets write. */
export function condition(type: string, holds: boolean): Record<string, string> {
  return { type, status: holds ? "True" : "False", reason: "Test", lastTransitionTime: new Date().toISOString() };
}
