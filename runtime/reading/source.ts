/**
 * Reads the world that a question is about: from manifests or from the current cluster.
 *
 * @module
 */

import { compare } from "../../functions/model/order.ts";
import { type Command, Option } from "commander";
import { type ConfigMap, keyOf, type KubernetesEvent, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Fault, ObjectReference } from "../../functions/model/fault.ts";
import { entriesIn, historyName, unreadLinesIn } from "../../functions/model/history/book.ts";
import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { contextNamespace } from "../store/open_store.ts";
import { faultLine, type PlaceOf } from "./fault_lines.ts";
import type { ClusterParts } from "./cluster_surroundings.ts";
import type { Leadership } from "./leader.ts";
import { type Manifests, readDespite, readManifests } from "./read_manifests.ts";
import { UsageError } from "../ground/usage_error.ts";

/** A world, with its origin and its faults. */
export interface Source {
  readonly observed: Observed;
  /** The faults of objects that were left out or occur twice, of unknown fields, and of MetalLB's old ConfigMap. */
  readonly faults: readonly Fault[];
  /** By kind: how many objects were read from manifests. Empty for a cluster. */
  readonly kinds: ReadonlyMap<string, number>;
  /** One line for each unreadable part. Empty unless the command accepts unreadable parts. */
  readonly unreadable: readonly string[];
  readonly placeOf: PlaceOf;
  /** The namespace of a Service that the user names without a namespace. */
  readonly namespace: string;
  /** The parts of the cluster that `check` reads. */
  clusterParts(): Promise<ClusterParts>;
  /** The events about a Service, oldest first. */
  eventsAbout(service: ObjectKey): Promise<readonly KubernetesEvent[]>;
  /** Whether a controller leads in the cluster; undefined for manifests. */
  leadership(): Promise<Leadership | undefined>;
  /** The history of addresses. Throws `UsageError` if it cannot be read at all. */
  history(): Promise<History>;
}

export interface History {
  /** The oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** The number of lines that are no entries: a later release or another program may have written them. */
  readonly unread: number;
}

export interface SourceArguments {
  readonly filename?: readonly string[];
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly configNamespace: string;
  readonly lbClass?: string;
}

/** Adds the options that choose a world. Manifests may also be the last arguments, without `-f`. */
export function withSource(command: Command): Command {
  return command
    .option(
      "-f, --filename <path>",
      "manifests: a file, a folder, or - for standard input; may be repeated; without manifests, the command asks the cluster",
      collect,
    )
    .addOption(new Option("--kubeconfig <file>", "the kubeconfig to use; by default kubectl's").conflicts("filename"))
    .addOption(new Option("--context <name>", "the context to use; by default the current one").conflicts("filename"))
    .option(
      "-n, --namespace <name>",
      "the namespace of Services that are named without one; by default the context's, or default",
    )
    .option("--config-namespace <name>", "the namespace of pools and advertisements", defaultSettings.namespace)
    .option("--lb-class <class>", "look at Services of this class only; by default at Services without a class");
}

/** The last argument of a command that reads manifests. */
export const pathsArgument = [
  "[path...]",
  "manifests, like -f: files, folders, or - for standard input",
] as const;

/** Collects the values of an option that may be repeated. */
export function collect(each: string, before: readonly string[] = []): readonly string[] {
  return [...before, each];
}

/** Throws `UsageError` if a part cannot be read. */
export async function readSource(options: SourceArguments, paths: readonly string[] = []): Promise<Source> {
  return await sourceOf(options, paths, readManifests);
}

/**
 * Does the same as `readSource`, but skips manifests that cannot be read and lists them in `unreadable`. In a cluster,
 * all kinds that the controller observes must be readable.
 */
export async function readSourceDespite(options: SourceArguments, paths: readonly string[] = []): Promise<Source> {
  return await sourceOf(options, paths, readDespite);
}

async function sourceOf(
  options: SourceArguments,
  paths: readonly string[],
  read: typeof readManifests,
): Promise<Source> {
  const { filename = [], configNamespace, lbClass, kubeconfig, context } = options;
  const named = [...filename, ...paths];
  const chosen = { namespace: configNamespace, ...(lbClass !== undefined && { loadBalancerClass: lbClass }) };
  if (named.length > 0) {
    if (kubeconfig !== undefined || context !== undefined) {
      throw new UsageError("Cannot ask manifests and a cluster at once: name files, or --kubeconfig and --context");
    }
    if (named.indexOf("-") !== named.lastIndexOf("-")) throw new UsageError("Cannot read standard input twice");
    const { namespace = "default" } = options;
    return fromManifests(await read(named, chosen, namespace), namespace);
  }
  // Imported only here: a question about manifests does not need the large modules that read a cluster.
  const cluster = await import("./read_cluster.ts");
  const settings: Settings = { ...defaultSettings, ...chosen };
  const place = {
    at: "kubeconfig",
    ...(kubeconfig !== undefined && { files: [kubeconfig] }),
    ...(context !== undefined && { context }),
  } as const;
  return {
    observed: await cluster.readCluster(place, settings).catch((error: unknown) => {
      if (!(error instanceof cluster.NoClusterError)) throw error;
      throw new UsageError(`${error.message}, or name manifests`);
    }),
    faults: [],
    kinds: new Map(),
    unreadable: [],
    placeOf: () => undefined,
    namespace: options.namespace ?? await contextNamespace(place) ?? "default",
    clusterParts: () => cluster.readClusterParts(place),
    eventsAbout: async (key) => byTime(await cluster.readEvents(place, key)),
    leadership: () => cluster.readLeadership(place, settings.namespace),
    history: async () => historyIn(await cluster.readHistoryBook(place, settings.namespace)),
  };
}

function fromManifests(manifests: Manifests, namespace: string): Source {
  const { observed: { services, settings }, configMaps, secrets, events } = manifests;
  const isBook = (object: Pick<ObjectReference, "kind" | "namespace" | "name">): boolean =>
    object.kind === "ConfigMap" && object.name === historyName && object.namespace === settings.namespace;
  const about = (key: ObjectKey): readonly KubernetesEvent[] =>
    events.filter(({ involvedObject }) => keyOf({ metadata: involvedObject }) === key);
  return {
    ...manifests,
    namespace,
    clusterParts: () => Promise.resolve({ services, configMaps, secrets }),
    eventsAbout: (key) => Promise.resolve(byTime(about(key))),
    leadership: () => Promise.resolve(undefined),
    history: () => {
      const leftOut = manifests.faults.find(({ object, severity }) => severity === "error" && isBook(object));
      if (leftOut !== undefined) {
        throw new UsageError(`Cannot read the history: ${faultLine(leftOut, manifests.placeOf)}`);
      }
      return Promise.resolve(historyIn(configMaps.find(({ kind, metadata }) => isBook({ kind, ...metadata }))));
    },
  };
}

function historyIn(book: ConfigMap | undefined): History {
  return { entries: entriesIn(book), unread: unreadLinesIn(book) };
}

function byTime(events: readonly KubernetesEvent[]): readonly KubernetesEvent[] {
  return events.toSorted((one, other) => compare(one.lastTimestamp, other.lastTimestamp));
}
