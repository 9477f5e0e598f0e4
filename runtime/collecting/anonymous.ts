/**
 * Replaces the names and addresses of a cluster in the parts of an archive.
 *
 * A name gets the same pseudonym everywhere, so that the files of the archive still fit together. Choices between equal
 * nodes depend on hashes of the node's name and the address. So decisions on the archive may choose another owner or
 * standby than the cluster did.
 *
 * @module
 */

import { isRecord, listOf } from "../../functions/model/shape.ts";
import { AddressPseudonyms } from "./address_pseudonyms.ts";
import { NamePseudonyms } from "./name_pseudonyms.ts";
import { changedPart, type Part } from "./part.ts";

/** @param namespace the namespace of the configuration, whose name is kept */
export function anonymous(parts: readonly Part[], namespace: string): readonly Part[] {
  const texts: string[] = [];
  const noted = (text: string): string => {
    texts.push(text);
    return text;
  };
  for (const part of parts) changedPart({ ...part, path: noted(part.path) }, noted);
  const addresses = new AddressPseudonyms(texts);
  const moved = parts.map((part) => renamed(part, (text) => addresses.replace(text)));
  const names = new NamePseudonyms(namesIn(moved), new Set([...publicNames, namespace]));
  return moved.map((part) =>
    renamed(part, (text, field) => {
      if (field === "image") return text.replace(/^.*\//, "");
      return wordFields.has(field) ? text : names.replace(text);
    })
  );
}

function renamed(part: Part, change: (text: string, field: string) => string): Part {
  return { ...changedPart(part, change), path: change(part.path, "") };
}

/** Names that many clusters have, and `true` and `false`: they identify nobody and are kept. */
const publicNames = [
  "default",
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "kube-proxy",
  "kubeadm-config",
  "true",
  "false",
];

/** Fields whose values are words of Kubernetes or of this project. */
const wordFields: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "type",
  "reason",
  "status",
  "protocol",
  "effect",
  "operator",
  "phase",
  "component",
  "manager",
  "ipFamilies",
  "ipFamilyPolicy",
  "externalTrafficPolicy",
  "args",
]);

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

function* namesIn(parts: readonly Part[]): Generator<readonly [string, string]> {
  const items = parts.flatMap((part) => part.is === "json" && isRecord(part.value) ? listOf(part.value["items"]) : []);
  for (const item of items) {
    const { kind, metadata } = Object(item);
    const noun = typeof kind === "string" ? nouns[kind] : undefined;
    if (noun !== undefined && typeof metadata?.name === "string") yield [noun, metadata.name];
    if (typeof metadata?.namespace === "string") yield ["namespace", metadata.namespace];
  }
  for (const item of items) yield* namesInside(item, "");
}

/** Labels and selectors that users wrote, names of ports, and `ownNouns`, each with the word for its pseudonym. */
function* namesInside(value: unknown, field: string): Generator<readonly [string, string]> {
  if (Array.isArray(value)) { for (const each of value) yield* namesInside(each, field); }
  if (typeof value === "string") {
    const noun = ownNouns[field];
    if (noun !== undefined) yield [noun, value];
  }
  if (!isRecord(value)) return;
  if (value["type"] === "Hostname" && typeof value["address"] === "string") yield ["node", value["address"]];
  for (const [key, inside] of Object.entries(value)) {
    if (labelMaps.has(field) && typeof inside === "string") {
      if (!isPublicKey(key)) yield ["key", key];
      if (!isPublicValue(key)) yield ["value", inside];
    } else if (key === "name" && field === "ports") {
      if (typeof inside === "string") yield ["port", inside];
    } else yield* namesInside(inside, key);
  }
  if (typeof value["key"] === "string" && Array.isArray(value["values"])) {
    if (!isPublicKey(value["key"])) yield ["key", value["key"]];
    for (const each of value["values"]) if (typeof each === "string") yield ["value", each];
  }
}

/** Fields that hold names, wherever they are. */
const ownNouns: Readonly<Record<string, string>> = {
  node: "node",
  nodeName: "node",
  host: "node",
  namespaces: "namespace",
  ipAddressPools: "pool",
  peers: "peer",
  hostname: "host",
  loadBalancerClass: "class",
  vrf: "vrf",
  "metallb.io/allow-shared-ip": "key",
  "metallb.universe.tf/allow-shared-ip": "key",
};

const labelMaps: ReadonlySet<string> = new Set(["labels", "matchLabels", "selector"]);

function isPublicKey(key: string): boolean {
  return /(^|[./])(kubernetes\.io|k8s\.io|metallb\.io|metallb\.universe\.tf|arpeggio\.dev|helm\.sh)\//.test(`/${key}`);
}

/** Labels whose values are words of Kubernetes or of this project. */
function isPublicValue(key: string): boolean {
  return /(^|\.)kubernetes\.io\/(os|arch)$|^app\.kubernetes\.io\/|^helm\.sh\/|^arpeggio\.dev\/component$|managed-by$/
    .test(key);
}
