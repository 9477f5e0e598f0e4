/**
 * The world after a user has deleted objects, or has applied objects with `kubectl apply`.
 *
 * @module
 */

import { familyOf } from "../addresses/address.ts";
import { readServed } from "../election/served.ts";
import { toTimestamp } from "../instant.ts";
import { type EndpointSlice, type Instant, keyOf, type KubernetesObject, type Service } from "../kubernetes.ts";
import { labelServiceName, ownAnnotations } from "../names.ts";
import { kindTable } from "../kind_table.ts";
import type { Observed } from "../observed.ts";
import { objectsByKind, observedFrom } from "../observed_lists.ts";
import { textsOf } from "../shape.ts";
import type { Supposition } from "./supposition.ts";

/**
 * Each given object replaces the existing object of the same name. The existing status and age stay, and so do the
 * fields that Kubernetes filled in and the annotations that Arpeggio wrote. A new Service is assumed to get cluster
 * addresses. A Service that becomes dual-stack is assumed to get a second one. If no endpoint can serve a new Service,
 * the Service is assumed to have Pods on every node.
 */
export function withApplied(observed: Observed, apply: Supposition["apply"]): Observed {
  const { now } = observed;
  const services = apply.services.map((each) => filledIn(each, observed.services));
  const [before, given] = [objectsByKind(observed), objectsByKind({ ...apply, services })];
  const world = observedFrom(
    (kind) => kindTable[kind].madeBy === "us" ? before[kind] : merged(before[kind], given[kind], now),
    observed,
  );
  const standing = standIns(apply.services, { ...observed, endpointSlices: world.endpointSlices });
  return { ...world, endpointSlices: [...world.endpointSlices, ...standing] };
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

/** Adds a time of creation to an existing object from a file, so that it is older than the applied objects. */
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

/**
 * The Service with the fields that the API server fills in: copied from the present Service, or else the usual
 * defaults.
 */
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
  if (!isDual(before) && isDual(spec)) {
    const present = textsOf(spec.clusterIPs ?? [spec.clusterIP]).filter((text) => text !== "");
    if (present.length === 1) return { ...given, spec: { ...spec, clusterIPs: withSecond(present) } };
  }
  return spec.clusterIP !== undefined || spec.clusterIPs !== undefined
    ? { ...given, spec }
    : { ...given, spec: { ...spec, clusterIPs: clusterAddresses(spec) } };
}

/** True if Kubernetes gives a Service with this policy a cluster address of each family, where it can. */
function isDual(spec: Pick<Service["spec"], "ipFamilyPolicy"> | undefined): boolean {
  return spec?.ipFamilyPolicy === "PreferDualStack" || spec?.ipFamilyPolicy === "RequireDualStack";
}

/** The cluster address of a Service that becomes dual-stack, and an assumed one of the other family. */
function withSecond(present: readonly string[]): readonly string[] {
  const families = present.map(familyOf);
  const second = assumedAddresses.find((address) => !families.includes(familyOf(address)));
  return families.includes(undefined) || second === undefined ? present : [...present, second];
}

/**
 * Assumed cluster addresses. Only their families matter, so these are addresses for documentation (RFC 5737, RFC 3849).
 */
function clusterAddresses({ ipFamilies = [], ipFamilyPolicy = "SingleStack" }: Service["spec"]): readonly string[] {
  const both = ipFamilyPolicy !== "SingleStack" || ipFamilies.length > 1;
  const ordered = ipFamilies[0] === "IPv6" ? assumedAddresses.toReversed() : assumedAddresses;
  return both ? ordered : ordered.slice(0, 1);
}

const assumedAddresses: readonly string[] = ["192.0.2.1", "2001:db8::1"];

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

/** The world without the named objects. Only objects of kinds that users make are removed. */
export function withRemoved(observed: Observed, remove: Supposition["remove"]): Observed {
  if (remove.length === 0) return observed;
  const kept = <Each extends KubernetesObject>(objects: readonly Each[]): readonly Each[] =>
    objects.filter(({ kind, metadata }) =>
      !remove.some((each) =>
        each.kind === kind && each.name === metadata.name &&
        (each.namespace === undefined || each.namespace === metadata.namespace)
      )
    );
  const before = objectsByKind(observed);
  return observedFrom((kind) => kindTable[kind].madeBy === "users" ? kept(before[kind]) : before[kind], observed);
}
