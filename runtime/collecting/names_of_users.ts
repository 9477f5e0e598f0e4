/**
 * Finds the names that users chose in the parts of an archive, and the names of hosts.
 *
 * @module
 */

import { entriesIn, historyName } from "../../functions/model/history/book.ts";
import { isRecord, listOf } from "../../functions/model/shape.ts";
import { hostIn, type Named, namesInText } from "./names_in_texts.ts";
import { changedPart, type Part } from "./part.ts";

/** Finds each name, possibly several times. If a name has several words, the first one fits best. */
export function* namesOfUsers(parts: readonly Part[]): Generator<Named> {
  const items = parts.flatMap((part) => part.is === "json" && isRecord(part.value) ? listOf(part.value["items"]) : []);
  for (const item of items) {
    const { kind, metadata } = Object(item);
    yield* namesInReference({ kind, namespace: metadata?.namespace, name: metadata?.name });
  }
  for (const item of items) {
    yield* namesOfTheGone(item);
    yield* namesInside(item, "");
  }
  for (const text of textsOf(parts)) yield* namesInText(text);
}

/** The names in events and in the history, whose objects may be deleted. */
function* namesOfTheGone(item: unknown): Generator<Named> {
  const { kind, metadata, involvedObject, data } = Object(item);
  if (kind === "Event") yield* namesInReference(Object(involvedObject));
  if (kind !== "ConfigMap" || metadata?.name !== historyName) return;
  for (const { from, to, subjects } of entriesIn({ apiVersion: "v1", kind, metadata, data: Object(data) })) {
    for (const node of [from, to]) if (node !== undefined) yield ["node", node];
    for (const [namespace = "", name = ""] of subjects.map((each) => each.split("/"))) {
      if (name !== "") yield* namesInReference({ kind: "Service", namespace, name });
    }
  }
}

function* namesInReference({ kind, namespace, name }: Readonly<Record<string, unknown>>): Generator<Named> {
  const noun = typeof kind === "string" ? nouns[kind] : undefined;
  if (noun !== undefined && typeof name === "string") yield [noun, name];
  if (typeof namespace === "string") yield ["namespace", namespace];
}

/**
 * By kind: the word for its pseudonyms. The name of any other object contains the name of one of these objects, e.g.
 * `speaker-NODE`, or is a name of this project.
 */
const nouns: Readonly<Record<string, string>> = {
  Service: "service",
  Namespace: "namespace",
  Node: "node",
  IPAddressPool: "pool",
  L2Advertisement: "advertisement",
  BGPAdvertisement: "advertisement",
  BGPPeer: "peer",
  BFDProfile: "profile",
  Community: "community",
};

/** Fields that hold a name or a list of names, wherever they are. */
const ownNouns: Readonly<Record<string, string>> = {
  node: "node",
  nodeName: "node",
  host: "node",
  namespaces: "namespace",
  ipAddressPools: "pool",
  peers: "peer",
  bfdProfile: "profile",
  bfdProfiles: "profile",
  communities: "community",
  hostname: "host",
  hostnameOverride: "host",
  certSANs: "host",
  finalizers: "finalizer",
  loadBalancerClass: "class",
  priorityClassName: "class",
  vrf: "vrf",
  clusterName: "cluster",
  "metallb.io/address-pool": "pool",
  "metallb.universe.tf/address-pool": "pool",
  "metallb.io/ip-allocated-from-pool": "pool",
  "metallb.universe.tf/ip-allocated-from-pool": "pool",
  "metallb.io/allow-shared-ip": "key",
  "metallb.universe.tf/allow-shared-ip": "key",
};

/** Fields with objects whose `name` a user chose. */
const namedObjects: Readonly<Record<string, string>> = {
  ports: "port",
  passwordSecret: "secret",
  imagePullSecrets: "secret",
  ownerReferences: "owner",
  communities: "community",
};

/** Fields that hold the address of a server: a URL, or a host with a port or a path. */
const servers: ReadonlySet<string> = new Set([
  "controlPlaneEndpoint",
  "endpoints",
  "image",
  "imageRepository",
  "server",
]);

const labelMaps: ReadonlySet<string> = new Set(["labels", "matchLabels", "selector", "nodeSelector"]);

function* namesInside(value: unknown, field: string): Generator<Named> {
  if (Array.isArray(value)) { for (const each of value) yield* namesInside(each, field); }
  if (typeof value === "string") {
    const noun = ownNouns[field];
    if (noun !== undefined && !isPublicKey(value) && !/^[\d:]+$/.test(value)) yield [noun, value];
    if (servers.has(field)) yield* hostIn(value);
    if (field === "image" && value.includes("/") && !publicImages.test(value)) {
      yield ["registry", value.slice(0, value.lastIndexOf("/"))];
    }
  }
  if (!isRecord(value)) return;
  const { type, address, key, values, value: taint } = value;
  if (/^Hostname$|DNS$/.test(String(type)) && typeof address === "string") {
    yield [type === "Hostname" ? "node" : "host", address];
  }
  for (const [name, inside] of Object.entries(value)) {
    if (labelMaps.has(field) && typeof inside === "string") {
      if (!isPublicKey(name)) yield ["key", name];
      if (!isPublicValue(name)) yield ["value", inside];
    } else if (name === "name" && namedObjects[field] !== undefined) {
      if (typeof inside === "string") yield [namedObjects[field], inside];
    } else yield* namesInside(inside, name);
  }
  const isRequirement = Array.isArray(values) || field === "taints" || field === "tolerations";
  if (typeof key !== "string" || !isRequirement) return;
  if (!isPublicKey(key)) yield ["key", key];
  for (const each of [...listOf(values), taint]) if (typeof each === "string") yield ["value", each];
}

const publicImages = /^((docker\.io\/)?denoland|quay\.io\/frrouting|registry\.k8s\.io)\//;

function textsOf(parts: readonly Part[]): readonly string[] {
  const texts: string[] = [];
  for (const part of parts) {
    changedPart(part, (text) => {
      texts.push(text);
      return text;
    });
  }
  return texts;
}

function isPublicKey(key: string): boolean {
  return /(^|[./])(kubernetes\.io|k8s\.io|metallb\.io|metallb\.universe\.tf|arpeggio\.dev|helm\.sh)\//.test(`/${key}`);
}

/** Labels whose values are words of Kubernetes or of this project. */
function isPublicValue(key: string): boolean {
  return /(^|\.)kubernetes\.io\/(os|arch)$|^app\.kubernetes\.io\/|^helm\.sh\/|^arpeggio\.dev\/component$|managed-by$/
    .test(key);
}
