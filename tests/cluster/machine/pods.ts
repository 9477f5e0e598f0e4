import type { ApiClient } from "./api_client.ts";
import { condition } from "./nodes.ts";

/** A test's Pod, bound to an existing Node. */
export interface BackendPod {
  readonly name: string;
  /** Default: `default`. */
  readonly namespace?: string;
  readonly node: string;
  /** Its podIP, or two of them: one IPv4 and one IPv6. */
  readonly address: string | readonly string[];
  /** The labels by which Services select it. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Default: true. */
  readonly ready?: boolean;
  /** Default: `default`. */
  readonly serviceAccount?: string;
}

/**
 * Creates a Pod that is Running, as scheduler and kubelet do. The endpoint-slice controller adds it to EndpointSlices.
 */
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

/** Sets whether a Pod is ready, as its readiness probe would. */
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
