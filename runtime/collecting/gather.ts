/**
 * Reads all parts of a bug report from a cluster. Writes nothing there.
 *
 * @module
 */

import { historyName } from "../../functions/model/history/book.ts";
import { kindTable, listedKinds } from "../../functions/model/kind_table.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { Settings } from "../../functions/model/observed.ts";
import { objectsByKind } from "../../functions/model/observed_lists.ts";
import { compare } from "../../functions/model/order.ts";
import { keyOf, type KubernetesEvent, type KubernetesObject } from "../../functions/model/kubernetes.ts";
import { archivePaths, archiveVersion } from "../reading/archive.ts";
import { clusterConfigMaps } from "../reading/cluster_surroundings.ts";
import { readCluster } from "../reading/read_cluster.ts";
import { type KubeconfigPlace, openReader, openStore } from "../store/open_store.ts";
import type { Listing, Store } from "../store/store.ts";
import { version } from "../ground/version.ts";
import { gatherWorkloads } from "./gather_workloads.ts";
import type { Part } from "./part.ts";

export interface Gathered {
  readonly parts: readonly Part[];
  /** A line for each part that could not be read, with the reason. */
  readonly missing: readonly string[];
}

const userAgent = "arpeggio-collect";

/**
 * Throws `UsageError` if the cluster cannot be reached, or if the user may not read the kinds that the controller
 * reads.
 */
export async function gather(place: KubeconfigPlace, settings: Settings): Promise<Gathered> {
  const observed = await readCluster(place, settings);
  await using store = await openStore(place, { fieldManager: userAgent });
  using reader = await openReader(place, userAgent);
  const missing: string[] = [];
  const others = await readOthers(store, settings, missing);
  const workloads = await gatherWorkloads(reader, settings.namespace, missing);
  const server = await reader.read("/version");
  if (server.outcome === "failed") missing.push(`the version of the API server: ${server.message}`);
  const byKind = objectsByKind(observed);
  const lists = listedKinds.map((kind) => listOf(kind, kind === "Lease" ? others.leases(byKind.Lease) : byKind[kind]));
  const facts = {
    version: archiveVersion,
    now: new Date(observed.now).toISOString(),
    program: version,
    kubernetes: server.outcome === "read" ? JSON.parse(server.text) : null,
    settings,
    missing,
  };
  return {
    parts: [
      { is: "json", path: archivePaths.facts, value: facts },
      ...lists,
      listOf("Event", others.events),
      listOf("ConfigMap", others.configMaps),
      ...workloads,
    ],
    missing,
  };
}

interface Others {
  readonly events: readonly KubernetesObject[];
  readonly configMaps: readonly KubernetesObject[];
  /** The Leases of the announcers, and the Lease of the controllers. */
  leases(observed: readonly KubernetesObject[]): readonly KubernetesObject[];
}

/** Reads the objects that the controller does not observe; adds a line to `missing` for each list that fails. */
async function readOthers(store: Store, { namespace }: Settings, missing: string[]): Promise<Others> {
  const taken = <Kind extends KindName>(what: string, listing: Listing<Kind>): readonly Kinds[Kind][] => {
    if (listing.outcome === "listed") return listing.objects;
    missing.push(`${what}: ${listing.message}`);
    return [];
  };
  const [events, leases, book, ...configMaps] = await Promise.all([
    store.list({ kind: "Event" }),
    store.list({ kind: "Lease", namespace }),
    store.list({ kind: "ConfigMap", namespace, fields: { "metadata.name": historyName } }),
    ...clusterConfigMaps.map((name) =>
      store.list({ kind: "ConfigMap", namespace: "kube-system", fields: { "metadata.name": name } })
    ),
  ]);
  const ours = taken("the Lease of the controllers", leases).filter(({ metadata: { name } }) =>
    name === "arpeggio-controller"
  );
  return {
    events: taken("events", events).filter((event) => concerns(event, namespace)),
    configMaps: [
      ...taken("the history", book),
      ...configMaps.flatMap((listing) => taken("the configuration of kube-proxy or kubeadm", listing)),
    ],
    leases: (observed) => [...observed, ...ours],
  };
}

/** True for events of Services, of Nodes, and of all objects in the namespace of the configuration. */
function concerns({ involvedObject: { kind, namespace: place } }: KubernetesEvent, namespace: string): boolean {
  return kind === "Service" || kind === "Node" || place === namespace;
}

function listOf(kind: KindName, objects: readonly KubernetesObject[]): Part {
  const items = objects.toSorted((one, other) => compare(keyOf(one), keyOf(other)));
  return {
    is: "json",
    path: `${archivePaths.objects}${kindTable[kind].plural}.json`,
    value: { apiVersion: "v1", kind: "List", items },
  };
}
