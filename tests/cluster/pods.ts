import type { ApiClient } from "./api_client.ts";
import { condition } from "./nodes.ts";

/** A Pod of a test, bound to a Node that the API server knows. */
export interface BackendPod {
  readonly name: string;
  /** By default `default`. */
  readonly namespace?: string;
  readonly node: string;
  /** Its podIP; for both families, one of each. */
  readonly address: string | readonly string[];
  /** What Services select it by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** By default true. */
  readonly ready?: boolean;
  /** By default `default`. */
  readonly serviceAccount?: string;
}

/** Creates a Pod that is Running, as scheduler and kubelet would; the endpoint-slice controller does the rest. */
export async function addBackendPod(api: ApiClient, pod: BackendPod): Promise<void> {
  const { name, namespace = "default", labels = {} } = pod;
  await api.request("POST", `/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name, labels },
    spec: {
      nodeName: pod.node,
      serviceAccountName: pod.serviceAccount ?? "default",
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "backend", image: "none.invalid/backend" }],
    },
  });
  const addresses = [pod.address].flat();
  await patchStatus(api, pod, {
    phase: "Running",
    podIP: addresses[0],
    podIPs: addresses.map((ip) => ({ ip })),
    startTime: new Date().toISOString(),
    conditions: [condition("Ready", pod.ready ?? true)],
  });
}

/** Makes a Pod ready or not, as its readiness probe would. */
export async function setPodReady(
  api: ApiClient,
  pod: Pick<BackendPod, "name" | "namespace">,
  ready: boolean,
): Promise<void> {
  await patchStatus(api, pod, { conditions: [condition("Ready", ready)] });
}

async function patchStatus(
  api: ApiClient,
  { name, namespace = "default" }: Pick<BackendPod, "name" | "namespace">,
  status: unknown,
): Promise<void> {
  await api.request("PATCH", `/api/v1/namespaces/${namespace}/pods/${name}/status`, { status });
}
