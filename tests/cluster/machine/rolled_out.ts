/**
 * Replaces Kubernetes' controllers of workloads, which do not run here: reports that all Pods exist and run the wanted
 * version.
 *
 * @module
 */

import { type ApiClient, ApiError, type KubernetesObject } from "./api_client.ts";

const everyMs = 100;

const apps = "/apis/apps/v1/namespaces/metallb-system";

const workloads = [
  {
    path: `${apps}/deployments/arpeggio-controller`,
    status: { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
  },
  {
    path: `${apps}/daemonsets/arpeggio-announcer`,
    status: {
      currentNumberScheduled: 1,
      desiredNumberScheduled: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
      numberMisscheduled: 0,
      numberReady: 1,
    },
  },
];

/** Reports each generation of both workloads as completely rolled out, until the result is disposed of. */
export function rolledOut(api: ApiClient): AsyncDisposable {
  let isOver = false;
  const saying = (async (): Promise<void> => {
    while (!isOver) {
      await Promise.all(workloads.map(({ path, status }) => report(api, path, status)));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      isOver = true;
      await saying;
    },
  };
}

async function report(api: ApiClient, path: string, status: object): Promise<void> {
  try {
    const { metadata, status: now } = await api.request<Workload>("GET", path);
    if (now?.observedGeneration === metadata.generation) return;
    await api.request("PATCH", `${path}/status`, { status: { observedGeneration: metadata.generation, ...status } });
  } catch (error) {
    // The workload does not exist at the moment.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
}

interface Workload extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly generation?: number };
  readonly status?: { readonly observedGeneration?: number };
}
