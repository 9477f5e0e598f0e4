/**
 * A world in which objects have been applied, as `kubectl apply` and the API server would, or deleted.
 *
 * @module
 */

import { readServed } from "../election/served.ts";
import { toTimestamp } from "../instant.ts";
import { type EndpointSlice, type Instant, keyOf, type KubernetesObject, type Service } from "../kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf, labelServiceName } from "../names.ts";
import type { Observed } from "../observed.ts";
import type { Supposition } from "./supposition.ts";

/**
 * What is given replaces what is there, which keeps its status, its age and what Kubernetes has filled in. A new Service is taken
 * to get cluster addresses, and Pods on every node where nothing is known of them.
 */
export function withApplied(observed: Observed, apply: Supposition["apply"]): Observed {
  const { now } = observed;
  const services = merged(observed.services, apply.services.map((each) => filledIn(each, observed.services)), now);
  const endpointSlices = merged(observed.endpointSlices, apply.endpointSlices, now);
  return {
    ...observed,
    services,
    namespaces: merged(observed.namespaces, apply.namespaces, now),
    nodes: merged(observed.nodes, apply.nodes, now),
    endpointSlices: [...endpointSlices, ...standIns(apply.services, { ...observed, endpointSlices })],
    leases: merged(observed.leases, apply.leases, now),
    pools: merged(observed.pools, apply.pools, now),
    l2Advertisements: merged(observed.l2Advertisements, apply.l2Advertisements, now),
    bgpPeers: merged(observed.bgpPeers, apply.bgpPeers, now),
    bgpAdvertisements: merged(observed.bgpAdvertisements, apply.bgpAdvertisements, now),
    bfdProfiles: merged(observed.bfdProfiles, apply.bfdProfiles, now),
    communities: merged(observed.communities, apply.communities, now),
  };
}

function merged<Each extends KubernetesObject>(
  before: readonly Each[],
  given: readonly Each[],
  now: Instant,
): readonly Each[] {
  if (given.length === 0) return before;
  const byKey = new Map(before.map((each) => [keyOf(each), aged(each, now)]));
  for (const each of given) byKey.set(keyOf(each), mergedObject(byKey.get(keyOf(each)), each, now + 1000));
  return [...byKey.values()];
}

/** What is there is older than what comes, though a file does not say since when it is there. */
function aged<Each extends KubernetesObject>(object: Each, now: Instant): Each {
  const { metadata } = object;
  if (metadata.creationTimestamp !== undefined) return object;
  return Object.assign({}, object, { metadata: { ...metadata, creationTimestamp: toTimestamp(now) } });
}

function mergedObject<Each extends KubernetesObject & { readonly status?: unknown }>(
  before: Each | undefined,
  given: Each,
  now: Instant,
): Each {
  const creationTimestamp = before?.metadata.creationTimestamp ?? given.metadata.creationTimestamp ?? toTimestamp(now);
  const ours = Object.entries(before?.metadata.annotations ?? {}).filter(([name]) => ownAnnotations.includes(name));
  const annotations = { ...given.metadata.annotations, ...Object.fromEntries(ours) };
  const metadata = {
    ...given.metadata,
    ...(before?.metadata.uid !== undefined && { uid: before.metadata.uid }),
    creationTimestamp,
    annotations,
  };
  const status = before?.status ?? given.status;
  return Object.assign({}, given, { metadata }, status !== undefined && { status });
}

const ownAnnotations: readonly string[] = [annotationAllocatedFrom, annotationInsteadOf];

/** With what a manifest leaves to the API server: as the Service has it, or else as it would be filled in. */
function filledIn(given: Service, services: readonly Service[]): Service {
  const before = services.find((each) => keyOf(each) === keyOf(given))?.spec;
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = before ?? {};
  const kept = {
    ...(clusterIP !== undefined && { clusterIP }),
    ...(clusterIPs !== undefined && { clusterIPs }),
    ...(ipFamilies !== undefined && { ipFamilies }),
    ...(ipFamilyPolicy !== undefined && { ipFamilyPolicy }),
  };
  const spec = { ...kept, ...given.spec };
  return spec.clusterIP !== undefined || spec.clusterIPs !== undefined
    ? { ...given, spec }
    : { ...given, spec: { ...spec, clusterIPs: clusterAddresses(spec) } };
}

/** Which they are does not matter, only their families: addresses for documentation (RFC 5737, RFC 3849). */
function clusterAddresses({ ipFamilies = [], ipFamilyPolicy = "SingleStack" }: Service["spec"]): readonly string[] {
  const both = ipFamilyPolicy !== "SingleStack" || ipFamilies.length > 1;
  const ordered = ipFamilies[0] === "IPv6" ? ["2001:db8::1", "192.0.2.1"] : ["192.0.2.1", "2001:db8::1"];
  return both ? ordered : ordered.slice(0, 1);
}

function standIns(
  given: readonly Service[],
  { services, endpointSlices, nodes }: Pick<Observed, "services" | "endpointSlices" | "nodes">,
): readonly EndpointSlice[] {
  if (endpointSlices.length === 0) return [];
  const known = new Set(services.map(keyOf));
  const served = readServed(endpointSlices);
  return given.filter((each) => !known.has(keyOf(each)) && !served.has(keyOf(each))).map(({ metadata }) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${metadata.name}-supposed`,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      labels: { [labelServiceName]: metadata.name },
    },
    endpoints: nodes.map((node) => ({ nodeName: node.metadata.name })),
  }));
}

/** Without the objects that are named. */
export function withRemoved(observed: Observed, remove: Supposition["remove"]): Observed {
  if (remove.length === 0) return observed;
  const kept = <Each extends KubernetesObject>(objects: readonly Each[]): readonly Each[] =>
    objects.filter(({ kind, metadata }) =>
      !remove.some((each) =>
        each.kind === kind && each.name === metadata.name &&
        (each.namespace === undefined || each.namespace === metadata.namespace)
      )
    );
  return {
    ...observed,
    services: kept(observed.services),
    namespaces: kept(observed.namespaces),
    nodes: kept(observed.nodes),
    pools: kept(observed.pools),
    l2Advertisements: kept(observed.l2Advertisements),
    bgpPeers: kept(observed.bgpPeers),
    bgpAdvertisements: kept(observed.bgpAdvertisements),
    bfdProfiles: kept(observed.bfdProfiles),
    communities: kept(observed.communities),
  };
}
