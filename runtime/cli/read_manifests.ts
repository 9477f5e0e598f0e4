/**
 * A world from Kubernetes manifests: files, folders, dumps of `kubectl get -o yaml`, standard input.
 *
 * @module
 */

import type { Fault, ObjectReference } from "../../functions/model/fault.ts";
import { toInstant } from "../../functions/model/instant.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { ConfigMap, KubernetesEvent, Secret } from "../../functions/model/kubernetes.ts";
import { labelComponent } from "../../functions/model/names.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { acceptObject, kindOf } from "./accept_object.ts";
import { readManifestFiles } from "./manifest_files.ts";
import { type FoundObject, type Place, readManifestText } from "./manifest_text.ts";

export interface Manifests {
  readonly observed: Observed;
  readonly events: readonly KubernetesEvent[];
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly Secret[];
  /** What is wrong with objects that were left out, and with fields that no schema names. */
  readonly faults: readonly Fault[];
  /** Where an object, or a field of it, stands; undefined: in no file. */
  placeOf(object: ObjectReference, field?: string): Place | undefined;
}

/**
 * Reads all objects of kinds that decisions are made from, and passes over the others. Where an object comes twice, the last
 * counts, as with `kubectl apply`. An object that the API server would not take is left out, with a fault.
 *
 * The present is the moment of the dump: when the last announcer in it renewed its Lease. Without Leases it is now.
 *
 * Throws `UsageError` for what cannot be read at all.
 */
export async function readManifests(paths: readonly string[], options: Partial<Settings> = {}): Promise<Manifests> {
  const files = await readManifestFiles(paths);
  return manifestsOf(files.flatMap(({ name, text }) => readManifestText(text, name)), options);
}

/** The same from objects that have been found already. */
export function manifestsOf(objects: readonly FoundObject[], options: Partial<Settings> = {}): Manifests {
  const settings: Settings = { ...defaultSettings, assume: "live", ...options };
  const world = emptyWorld();
  const found = new Map<string, FoundObject>();
  const faults: Fault[] = [];
  for (const each of objects) {
    const kind = kindOf(each);
    if (kind === undefined) continue;
    const { reference, faults: own } = add(world, kind, each, settings.namespace);
    const key = keyOfReference(reference);
    const before = found.get(key);
    faults.push(...own, ...(before === undefined ? [] : [twice(reference, before.placeOf(""))]));
    found.set(key, each);
  }
  return {
    observed: observedOf(world, settings),
    events: [...world.Event.values()],
    configMaps: [...world.ConfigMap.values()],
    secrets: [...world.Secret.values()],
    faults,
    placeOf: (object, field = "") => found.get(keyOfReference(object))?.placeOf(field),
  };
}

/** Objects by key. */
type World = { readonly [Kind in KindName]: Map<string, Kinds[Kind]> };

function add<Kind extends KindName>(
  world: World,
  kind: Kind,
  found: FoundObject,
  namespace: string,
): { readonly reference: ObjectReference; readonly faults: readonly Fault[] } {
  const { object, reference, faults } = acceptObject(kind, found, namespace);
  const key = keyOfReference(reference);
  if (object === undefined) world[kind].delete(key);
  else world[kind].set(key, object);
  return { reference, faults };
}

function keyOfReference({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace ?? ""}/${name}`;
}

function twice(object: ObjectReference, before: Place): Fault {
  const message = `stands in ${before.file}:${before.line} too; the last one counts`;
  return { object, field: "metadata.name", reason: "DuplicateEntry", message, severity: "warning" };
}

function observedOf(world: World, settings: Settings): Observed {
  const leases = [...world.Lease.values()].filter((lease) => lease.metadata.labels?.[labelComponent] === "announcer");
  const renewals = leases.map((lease) => toInstant(lease.spec?.renewTime)).filter((renewal) => renewal !== undefined);
  return {
    now: renewals.length > 0 ? Math.max(...renewals) : Date.now(),
    settings,
    services: [...world.Service.values()],
    namespaces: [...world.Namespace.values()],
    nodes: [...world.Node.values()],
    endpointSlices: [...world.EndpointSlice.values()],
    leases,
    pools: [...world.IPAddressPool.values()],
    l2Advertisements: [...world.L2Advertisement.values()],
    bgpPeers: [...world.BGPPeer.values()],
    bgpAdvertisements: [...world.BGPAdvertisement.values()],
    bfdProfiles: [...world.BFDProfile.values()],
    communities: [...world.Community.values()],
    virtualIPs: [...world.VirtualIP.values()],
    l2Statuses: [...world.ServiceL2Status.values()],
    bgpStatuses: [...world.ServiceBGPStatus.values()],
    configurationStates: [...world.ConfigurationState.values()],
  };
}

function emptyWorld(): World {
  return {
    Service: new Map(),
    Namespace: new Map(),
    Node: new Map(),
    EndpointSlice: new Map(),
    Lease: new Map(),
    Event: new Map(),
    Secret: new Map(),
    ConfigMap: new Map(),
    IPAddressPool: new Map(),
    L2Advertisement: new Map(),
    BGPPeer: new Map(),
    BGPAdvertisement: new Map(),
    BFDProfile: new Map(),
    Community: new Map(),
    ServiceL2Status: new Map(),
    ServiceBGPStatus: new Map(),
    ConfigurationState: new Map(),
    VirtualIP: new Map(),
  };
}
