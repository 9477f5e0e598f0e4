/**
 * The world that a question is about: manifests, or a cluster as it is now.
 *
 * @module
 */

import { type Command, Option } from "commander";
import { keyOf, type KubernetesEvent, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import type { PlaceOf } from "./fault_lines.ts";
import { type ClusterParts, readCluster, readClusterParts, readEvents } from "./read_cluster.ts";
import { readManifests } from "./read_manifests.ts";

/** What a world is made from, and what is wrong there. */
export interface Source {
  readonly observed: Observed;
  /** Of objects that were left out, and of fields that no schema names. */
  readonly faults: readonly Fault[];
  readonly placeOf: PlaceOf;
  /** Of the cluster's own parts, those that `check` looks at. */
  clusterParts(): Promise<ClusterParts>;
  /** What was told of a Service, the oldest first. */
  eventsAbout(service: ObjectKey): Promise<readonly KubernetesEvent[]>;
}

export interface SourceArguments {
  readonly filename: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace: string;
  readonly lbClass?: string;
}

/** Adds the options that name a world. */
export function withSource(command: Command): Command {
  return command
    .option(
      "-f, --filename <path>",
      "manifests: a file, a folder, or - for standard input; may come again; without, the cluster is asked",
      collect,
      [],
    )
    .addOption(new Option("--kubeconfig <file>", "the cluster to ask; by default kubectl's").conflicts("filename"))
    .addOption(new Option("--context <name>", "its context; by default the current one").conflicts("filename"))
    .option("--namespace <name>", "where pools and advertisements are", defaultSettings.namespace)
    .option("--lb-class <class>", "look at Services of this class only; by default at those that have none");
}

/** For an option that may come again. */
export function collect(each: string, before: readonly string[]): readonly string[] {
  return [...before, each];
}

export async function readSource(options: SourceArguments): Promise<Source> {
  const { filename, namespace, lbClass, kubeconfig, context } = options;
  const chosen = { namespace, ...(lbClass !== undefined && { loadBalancerClass: lbClass }) };
  if (filename.length > 0) {
    const manifests = await readManifests(filename, chosen);
    const about = (key: ObjectKey): readonly KubernetesEvent[] =>
      manifests.events.filter(({ involvedObject }) => keyOf({ metadata: involvedObject }) === key);
    const { observed: { services }, configMaps } = manifests;
    return {
      ...manifests,
      clusterParts: () => Promise.resolve({ services, configMaps }),
      eventsAbout: (key) => Promise.resolve(byTime(about(key))),
    };
  }
  const settings: Settings = { ...defaultSettings, ...chosen };
  const place = {
    at: "kubeconfig",
    ...(kubeconfig !== undefined && { files: [kubeconfig] }),
    ...(context !== undefined && { context }),
  } as const;
  return {
    observed: await readCluster(place, settings),
    faults: [],
    placeOf: () => undefined,
    clusterParts: () => readClusterParts(place),
    eventsAbout: async (key) => byTime(await readEvents(place, key)),
  };
}

function byTime(events: readonly KubernetesEvent[]): readonly KubernetesEvent[] {
  return events.toSorted((one, other) => one.lastTimestamp < other.lastTimestamp ? -1 : 1);
}
