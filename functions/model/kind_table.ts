/**
 * The table of all kinds. To add a kind, add a row here and its type in `kinds.ts`; the compiler then reports every
 * other place that needs it.
 *
 * @module
 */

import {
  type KeptFields,
  keptOfConfigMap,
  keptOfCustom,
  keptOfEndpointSlice,
  keptOfEvent,
  keptOfLease,
  keptOfNamespace,
  keptOfNode,
  keptOfRole,
  keptOfSecret,
  keptOfService,
} from "./kept_fields.ts";
import type { KindName } from "./kinds.ts";

export interface KindFacts {
  /** The name of the kind's list in `Observed`; undefined: `Observed` has no list of this kind. */
  readonly list: string | undefined;
  /** `v1`, or a group and a version. */
  readonly apiVersion: string;
  readonly plural: string;
  /**
   * The namespaces of the objects: none (`cluster`), any (`any`), or only this project's own (`ours`). If a file gives
   * an object without a namespace, it goes to `default` for `any`, and to this project's own namespace for `ours`.
   */
  readonly namespace: "cluster" | "any" | "ours";
  /**
   * Who creates the objects: users, the cluster itself, or this project (`us`). Leases count as the cluster's, although
   * each announcer creates its own.
   */
  readonly madeBy: "users" | "cluster" | "us";
  /**
   * How the content of the objects is checked. `schema`: by the schema of the kind, before decisions read the object.
   * `check`: by the function `check`, which explains more than a schema; before that, only the metadata is checked.
   */
  readonly judgedBy: "schema" | "check";
  /** The fields that are stored of an observed object. */
  readonly kept: KeptFields;
}

const metallb = "metallb.io/v1beta1";
const ofMetalLB = {
  apiVersion: metallb,
  namespace: "ours",
  madeBy: "users",
  judgedBy: "check",
  kept: keptOfCustom,
} as const;
const statusOfMetalLB = { ...ofMetalLB, madeBy: "us", judgedBy: "schema" } as const;

/** Lists are shown and recorded in the order of these rows. */
export const kindTable = {
  Service: {
    list: "services",
    apiVersion: "v1",
    plural: "services",
    namespace: "any",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfService,
  },
  Namespace: {
    list: "namespaces",
    apiVersion: "v1",
    plural: "namespaces",
    namespace: "cluster",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfNamespace,
  },
  Node: {
    list: "nodes",
    apiVersion: "v1",
    plural: "nodes",
    namespace: "cluster",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfNode,
  },
  EndpointSlice: {
    list: "endpointSlices",
    apiVersion: "discovery.k8s.io/v1",
    plural: "endpointslices",
    namespace: "any",
    madeBy: "cluster",
    judgedBy: "schema",
    kept: keptOfEndpointSlice,
  },
  Lease: {
    list: "leases",
    apiVersion: "coordination.k8s.io/v1",
    plural: "leases",
    namespace: "ours",
    madeBy: "cluster",
    judgedBy: "schema",
    kept: keptOfLease,
  },
  IPAddressPool: { ...ofMetalLB, list: "pools", plural: "ipaddresspools" },
  L2Advertisement: { ...ofMetalLB, list: "l2Advertisements", plural: "l2advertisements" },
  BGPPeer: { ...ofMetalLB, list: "bgpPeers", plural: "bgppeers", apiVersion: "metallb.io/v1beta2" },
  BGPAdvertisement: { ...ofMetalLB, list: "bgpAdvertisements", plural: "bgpadvertisements" },
  BFDProfile: { ...ofMetalLB, list: "bfdProfiles", plural: "bfdprofiles" },
  Community: { ...ofMetalLB, list: "communities", plural: "communities" },
  VirtualIP: {
    list: "virtualIPs",
    apiVersion: "arpeggio.dev/v1alpha1",
    plural: "virtualips",
    namespace: "cluster",
    madeBy: "us",
    judgedBy: "schema",
    kept: keptOfCustom,
  },
  ServiceL2Status: { ...statusOfMetalLB, list: "l2Statuses", plural: "servicel2statuses" },
  ServiceBGPStatus: { ...statusOfMetalLB, list: "bgpStatuses", plural: "servicebgpstatuses" },
  ConfigurationState: { ...statusOfMetalLB, list: "configurationStates", plural: "configurationstates" },
  Event: {
    list: undefined,
    apiVersion: "v1",
    plural: "events",
    namespace: "any",
    madeBy: "us",
    judgedBy: "schema",
    kept: keptOfEvent,
  },
  Secret: {
    list: undefined,
    apiVersion: "v1",
    plural: "secrets",
    namespace: "ours",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfSecret,
  },
  ConfigMap: {
    list: undefined,
    apiVersion: "v1",
    plural: "configmaps",
    namespace: "ours",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfConfigMap,
  },
  Role: {
    list: undefined,
    apiVersion: "rbac.authorization.k8s.io/v1",
    plural: "roles",
    namespace: "ours",
    madeBy: "users",
    judgedBy: "schema",
    kept: keptOfRole,
  },
} as const satisfies Readonly<Record<KindName, KindFacts>>;

/** A kind with a list in `Observed`. */
export type ListedKind = {
  [Kind in KindName]: (typeof kindTable)[Kind]["list"] extends string ? Kind : never;
}[KindName];

export type ListOf<Kind extends ListedKind> = (typeof kindTable)[Kind]["list"];

export function isKindName(name: unknown): name is KindName {
  return typeof name === "string" && Object.hasOwn(kindTable, name);
}

function isListed(kind: KindName): kind is ListedKind {
  return kindTable[kind].list !== undefined;
}

/** True if the function `check` checks the content of the kind, false if its schema does. */
export function isJudgedByCheck(kind: KindName): boolean {
  return kindTable[kind].judgedBy === "check";
}

/** The names of all kinds, in the order of the table. */
export const kindNames: readonly KindName[] = Object.keys(kindTable).filter(isKindName);
export const listedKinds: readonly ListedKind[] = kindNames.filter(isListed);

/** A function that takes any kind and returns the value that `Made` has for it. */
type MakerOf<Made> = { [Kind in keyof Made]: (take: (kind: Kind) => Made[Kind]) => void }[keyof Made] extends
  (take: infer Maker) => void ? Maker : never;

/** A record with one value for each kind, made by `make`. The compiler checks the type of each kind's value. */
export function perKind<Made extends { readonly [Kind in KindName]: unknown }>(make: MakerOf<Made>): Made;
export function perKind(make: (kind: KindName) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(kindNames.map((kind) => [kind, make(kind)]));
}

/** Like `perKind`, for the kinds with a list in `Observed`. */
export function perListedKind<Made extends { readonly [Kind in ListedKind]: unknown }>(make: MakerOf<Made>): Made;
export function perListedKind(make: (kind: ListedKind) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(listedKinds.map((kind) => [kind, make(kind)]));
}
