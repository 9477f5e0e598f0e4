/**
 * Reads the current world of a cluster.
 *
 * @module
 */

import { type ListedKind, listedKinds, perListedKind } from "../../functions/model/kind_table.ts";
import type { Kinds } from "../../functions/model/kinds.ts";
import { historyName } from "../../functions/model/history/book.ts";
import { addressesOf } from "../../functions/model/reporting/service_addresses.ts";
import { type ConfigMap, keyOf, type KubernetesEvent, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { controllerLeaseName } from "../../functions/model/names.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { observedFrom } from "../../functions/model/observed_lists.ts";
import { selectionsFor } from "../controller/pass.ts";
import { AccessError } from "../store/kube/access.ts";
import { openStore, type StorePlace } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { clusterConfigMaps, type ClusterParts } from "./cluster_surroundings.ts";
import { type Leadership, leadershipIn } from "./leader.ts";
import { UsageError } from "../ground/usage_error.ts";

/**
 * Lists all objects that the controller observes. A kind that the cluster does not have is skipped. Throws `UsageError`
 * if the cluster cannot be reached, if the user may not list the objects, or if the cluster has no kind for pools.
 */
export async function readCluster(place: StorePlace, settings: Settings): Promise<Observed> {
  await using store = await open(place);
  const lists = perListedKind<Lists>(() => []);
  const fill = async <Kind extends ListedKind>(kind: Kind): Promise<void> => {
    for (const object of await listAll(store, kind, settings)) lists[kind].push(object);
  };
  await Promise.all(listedKinds.map((kind) => fill(kind)));
  return observedFrom((kind) => lists[kind], { now: Date.now(), settings });
}

type Lists = { readonly [Kind in ListedKind]: Kinds[Kind][] };

/** The events about a Service; empty if they cannot be read. */
export async function readEvents(place: StorePlace, service: ObjectKey): Promise<readonly KubernetesEvent[]> {
  await using store = await open(place);
  const [namespace = "default", name = ""] = service.split("/");
  const fields = { "involvedObject.kind": "Service", "involvedObject.name": name };
  const listing = await store.list({ kind: "Event", namespace, fields });
  return listing.outcome === "listed" ? listing.objects : [];
}

/** The ConfigMap with the history; undefined if there is none. Throws `UsageError` if it cannot be read. */
export async function readHistoryBook(place: StorePlace, namespace: string): Promise<ConfigMap | undefined> {
  await using store = await open(place);
  const listing = await store.list({ kind: "ConfigMap", namespace, fields: { "metadata.name": historyName } });
  if (listing.outcome !== "listed") {
    throw new UsageError(`Cannot read the history in ConfigMap ${namespace}/${historyName}: ${listing.message}`);
  }
  return listing.objects.find(({ metadata: { name } }) => name === historyName);
}

/** Whether a controller leads. */
export async function readLeadership(place: StorePlace, namespace: string): Promise<Leadership> {
  await using store = await open(place);
  const selection = { kind: "Lease", namespace, fields: { "metadata.name": controllerLeaseName } } as const;
  return await leadershipIn(() => store.list(selection), Date.now);
}

/** Reads the parts. A part that may not be read counts as absent, since the user need not be an administrator. */
export async function readClusterParts(place: StorePlace): Promise<ClusterParts> {
  await using store = await open(place);
  const configMaps = clusterConfigMaps.map((name) =>
    store.list({ kind: "ConfigMap", namespace: "kube-system", fields: { "metadata.name": name } })
  );
  const listings = await Promise.all(configMaps);
  const services = await store.list({ kind: "Service" });
  return {
    services: services.outcome === "listed" ? services.objects : [],
    configMaps: listings.flatMap((listing) => listing.outcome === "listed" ? listing.objects : []),
    secrets: [],
  };
}

/** Reads the names for completion. Waits only 2 s for the API server, since the user waits at the prompt. */
export async function readNames(place: StorePlace): Promise<Readonly<Record<NameList, readonly string[]>>> {
  await using store = await open(place);
  const signal = AbortSignal.timeout(namesWithinMs);
  const [services, nodes, pools, peers, namespaces] = await Promise.all([
    store.list({ kind: "Service", fields: { "spec.type": "LoadBalancer" } }, signal),
    store.list({ kind: "Node" }, signal),
    store.list({ kind: "IPAddressPool" }, signal),
    store.list({ kind: "BGPPeer" }, signal),
    store.list({ kind: "Namespace" }, signal),
  ]);
  const found = services.outcome === "listed" ? services.objects : [];
  return {
    services: found.map(keyOf),
    addresses: [...new Set(found.flatMap(addressesOf))],
    nodes: nodes.outcome === "listed" ? nodes.objects.map(keyOf) : [],
    pools: pools.outcome === "listed" ? pools.objects.map(({ metadata }) => metadata.name) : [],
    peers: peers.outcome === "listed" ? peers.objects.map(({ metadata }) => metadata.name) : [],
    namespaces: namespaces.outcome === "listed" ? namespaces.objects.map(keyOf) : [],
  };
}

type NameList = "services" | "addresses" | "nodes" | "pools" | "peers" | "namespaces";

const namesWithinMs = 2_000;

const noPoolKind =
  "Cannot ask this cluster: it has no kind IPAddressPool, so neither Arpeggio nor MetalLB is installed; " +
  "install Arpeggio by `deno task deploy`, or choose another cluster with --context";

/** No cluster is configured, or its configuration cannot be used. */
export class NoClusterError extends UsageError {}

async function open(place: StorePlace): Promise<Store> {
  try {
    return await openStore(place, { fieldManager: "arpeggio-plan" });
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    throw new NoClusterError(`${error.message}; choose a cluster with --kubeconfig`);
  }
}

async function listAll<Kind extends ListedKind>(
  store: Store,
  kind: Kind,
  settings: Settings,
): Promise<readonly Kinds[Kind][]> {
  const selection = selectionsFor(settings).find((each) => each.kind === kind);
  const { namespace, labels, fields, concerns = () => true } = selection ?? {};
  const listing = await store.list({
    kind,
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels }),
    ...(fields !== undefined && { fields }),
  });
  if (listing.outcome === "listed") return listing.objects.filter(concerns);
  // Before a move from MetalLB, there are only MetalLB's kinds, and a release of MetalLB may lack some of ours.
  if (listing.outcome === "absent") {
    if (kind !== "IPAddressPool") return [];
    throw new UsageError(noPoolKind);
  }
  throw new UsageError(`Cannot list objects of kind ${kind}: ${listing.message}`);
}
