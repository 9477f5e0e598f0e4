/**
 * The form of a test in Pods: something happens to the cluster while a client sends requests.
 *
 * @module
 */

import type { Parts } from "../../cluster/machine/parts.ts";
import type { ServedService } from "../../cluster/machine/metallb_traces.ts";
import type { PodCluster } from "../machine/pod_cluster.ts";

/** The cluster of all tests, in which the program is installed by `deno task deploy`. */
export interface Scene {
  readonly pods: PodCluster;
  readonly parts: Parts;
  /** The address of the Service `default/web`, which has three Pods. It is announced on layer 2. */
  readonly address: string;
  /** The Services of MetalLB, as they were before the installation, by name. */
  readonly served: ReadonlyMap<string, ServedService>;
}

export interface Case {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void>;
}
