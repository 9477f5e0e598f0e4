/**
 * The world of a cluster, as it is now.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { addressesOf } from "../../functions/model/allocation/laid_address.ts";
import {
  type ConfigMap,
  keyOf,
  type KubernetesEvent,
  type ObjectKey,
  type Service,
} from "../../functions/model/kubernetes.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { selectionsFor } from "../controller/pass.ts";
import { AccessError } from "../store/kube/access.ts";
import { openStore, type StorePlace } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { UsageError } from "./usage_error.ts";

/** Lists what the controller would observe. Throws `UsageError` when the cluster cannot be reached, or does not let us look. */
export async function readCluster(place: StorePlace, settings: Settings): Promise<Observed> {
  await using store = await open(place);
  const list = <Kind extends KindName>(kind: Kind): Promise<readonly Kinds[Kind][]> => listAll(store, kind, settings);
  const [
    [services, namespaces, nodes, endpointSlices, leases],
    [pools, l2Advertisements, bgpPeers, bgpAdvertisements, bfdProfiles, communities],
    [virtualIPs, l2Statuses, bgpStatuses, configurationStates],
  ] = await Promise.all([
    Promise.all([list("Service"), list("Namespace"), list("Node"), list("EndpointSlice"), list("Lease")]),
    Promise.all([
      list("IPAddressPool"),
      list("L2Advertisement"),
      list("BGPPeer"),
      list("BGPAdvertisement"),
      list("BFDProfile"),
      list("Community"),
    ]),
    Promise.all([
      list("VirtualIP"),
      list("ServiceL2Status"),
      list("ServiceBGPStatus"),
      list("ConfigurationState"),
    ]),
  ]);
  return {
    now: Date.now(),
    settings,
    services,
    namespaces,
    nodes,
    endpointSlices,
    leases,
    pools,
    l2Advertisements,
    bgpPeers,
    bgpAdvertisements,
    bfdProfiles,
    communities,
    virtualIPs,
    l2Statuses,
    bgpStatuses,
    configurationStates,
  };
}

/** What was told of a Service; nothing where that may not be read. */
export async function readEvents(place: StorePlace, service: ObjectKey): Promise<readonly KubernetesEvent[]> {
  await using store = await open(place);
  const [namespace = "default", name = ""] = service.split("/");
  const fields = { "involvedObject.kind": "Service", "involvedObject.name": name };
  const listing = await store.list({ kind: "Event", namespace, fields });
  return listing.outcome === "listed" ? listing.objects : [];
}

/** What `check` looks at beside what the controller observes. */
export interface ClusterParts {
  /** Of every type. */
  readonly services: readonly Service[];
  /** The configurations of kube-proxy and of kubeadm, where they are and may be read. */
  readonly configMaps: readonly ConfigMap[];
}

/** What may not be read counts as absent: whoever asks need not be an administrator. */
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
  };
}

/** What a user may ask about, for completion: quickly, or not at all. */
export async function readNames(
  place: StorePlace,
): Promise<{ readonly services: string[]; readonly addresses: string[]; readonly nodes: string[] }> {
  await using store = await open(place);
  const signal = AbortSignal.timeout(namesWithinMs);
  const [services, nodes] = await Promise.all([
    store.list({ kind: "Service", fields: { "spec.type": "LoadBalancer" } }, signal),
    store.list({ kind: "Node" }, signal),
  ]);
  const found = services.outcome === "listed" ? services.objects : [];
  return {
    services: found.map(keyOf),
    addresses: [...new Set(found.flatMap(addressesOf))],
    nodes: nodes.outcome === "listed" ? nodes.objects.map(keyOf) : [],
  };
}

const namesWithinMs = 2_000;

export const clusterConfigMaps = ["kube-proxy", "kubeadm-config"] as const;

async function open(place: StorePlace): Promise<Store> {
  try {
    return await openStore(place, { fieldManager: "arpeggio-plan" });
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    throw new UsageError(`${error.message}; name manifests with -f, or a cluster with --kubeconfig`);
  }
}

async function listAll<Kind extends KindName>(
  store: Store,
  kind: Kind,
  settings: Settings,
): Promise<readonly Kinds[Kind][]> {
  const selection = selectionsFor(settings).find((each) => each.kind === kind);
  const { namespace, labels, fields } = selection ?? {};
  const listing = await store.list({
    kind,
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels }),
    ...(fields !== undefined && { fields }),
  });
  if (listing.outcome === "listed") return listing.objects;
  throw new UsageError(`Cannot list objects of kind ${kind}: ${listing.message}`);
}
