/**
 * Finds the names that users chose in the parts of an archive, and the names of hosts.
 *
 * @module
 */

import { entriesIn, historyName } from "../../functions/model/history/book.ts";
import { isRecord, listOf } from "../../functions/model/shape.ts";
import { labelMaps, namedObjects, nouns, ownNouns, servers } from "./fields_with_names.ts";
import { hostIn, type Named } from "./hosts.ts";
import { isOwnWorkload, isVersion, namesInArguments, namesInImage } from "./names_in_workloads.ts";
import { goneIn, objectsIn, valuesIn } from "./objects_in_parts.ts";
import type { Part } from "./part.ts";
import { isPublicValue } from "./public_keys.ts";
import { isPublicHost } from "./public_names.ts";

/** Finds each name, possibly several times and with different words for its pseudonym: the first word fits best. */
export function* namesOfUsers(parts: readonly Part[]): Generator<Named> {
  const values = parts.flatMap((part) => [...valuesIn(part)]);
  for (const item of values.flatMap(objectsIn)) {
    const { kind, metadata } = Object(item);
    yield* namesInReference({ kind, namespace: metadata?.namespace, name: metadata?.name });
  }
  for (const value of values) {
    for (const item of objectsIn(value)) yield* namesOfTheGone(item);
    for (const reference of goneIn(value)) yield* namesInReference(reference);
    yield* namesInside(value, "");
  }
  for (const part of parts) if (part.is === "metrics") yield* namesInLabels(part.text);
}

function* namesInLabels(metrics: string): Generator<Named> {
  for (const [, label = "", text] of metrics.matchAll(/(\w+)="([^"\\]*)"/g)) yield* namesInside(text, label);
}

/** The names in events and in the history, whose objects may be deleted. */
function* namesOfTheGone(item: unknown): Generator<Named> {
  const { kind, metadata, involvedObject, data } = Object(item);
  if (kind === "Event") yield* namesInEvent(Object(involvedObject));
  if (kind !== "ConfigMap" || metadata?.name !== historyName) return;
  for (
    const { from, to, nodes = [], subjects } of entriesIn({ apiVersion: "v1", kind, metadata, data: Object(data) })
  ) {
    for (const node of [from, to, ...nodes]) if (node !== undefined) yield ["node", node];
    if (nodes.length > 0) yield* subjects.map((peer): Named => ["peer", peer]);
    for (const [namespace = "", name = ""] of subjects.map((each) => each.split("/"))) {
      if (name !== "") yield* namesInReference({ kind: "Service", namespace, name });
    }
  }
}

function* namesInReference({ kind, namespace, name }: Fields): Generator<Named> {
  const noun = typeof kind === "string" ? nouns[kind] : undefined;
  if (noun !== undefined && typeof name === "string" && !isOwnWorkload(name)) yield [noun, name];
  if (typeof namespace === "string") yield ["namespace", namespace];
}

/** An event may be about an object of any kind. The name of a Lease contains the name of its node. */
function* namesInEvent(reference: Fields): Generator<Named> {
  yield* namesInReference(reference);
  const { kind, name } = reference;
  if (kind === "Lease" || typeof name !== "string" || isOwnWorkload(name) || virtualIP.test(name)) return;
  yield ["object", name];
}

/** The names of VirtualIPs and of other objects that are named after an address. */
const virtualIP = /^[\d.]+$|^([\da-f]{1,4}-){7}[\da-f]{1,4}$/;

type Fields = Readonly<Record<string, unknown>>;

function* namesInside(value: unknown, field: string): Generator<Named> {
  if (Array.isArray(value)) {
    if (field === "args") yield* namesInArguments(value);
    for (const each of value) yield* namesInside(each, field);
  }
  if (typeof value === "string") yield* namesInField(value, field);
  if (!isRecord(value)) return;
  const { type, address, key, values, value: taint, component, kind, apiVersion } = value;
  if (/^Hostname$|DNS$/.test(String(type)) && typeof address === "string") {
    yield [type === "Hostname" ? "node" : "host", address];
  }
  if (field === "sharing" && typeof key === "string") yield ["key", key];
  if (field === "source" && typeof component === "string") yield ["manager", component];
  if (field === "ownerReferences" && isForeign(apiVersion) && typeof kind === "string") yield ["kind", kind];
  for (const [name, inside] of Object.entries(value)) {
    if (labelMaps.has(field) && field !== "annotations" && typeof inside === "string") {
      if (!isPublicValue(name) && !isVersion(inside)) yield ["value", inside];
    } else if (name === "name" && namedObjects[field] !== undefined) {
      if (typeof inside === "string" && !isOwnWorkload(inside)) yield [namedObjects[field], inside];
    } else yield* namesInside(inside, name);
  }
  const isRequirement = Array.isArray(values) || field === "taints" || field === "tolerations";
  if (typeof key !== "string" || !isRequirement) return;
  for (const each of [...listOf(values), taint]) if (typeof each === "string") yield ["value", each];
}

function* namesInField(text: string, field: string): Generator<Named> {
  const noun = ownNouns[field];
  if (noun !== undefined && !/^[\d:]+$/.test(text)) yield [noun, text];
  if (field === "service" || field === "services") {
    const [name, namespace] = text.split("/").toReversed();
    yield* namesInReference({ kind: "Service", namespace, name });
  }
  if (field === "backend") {
    for (const [, value = ""] of text.matchAll(/=([^\s,]*)/g)) {
      yield ["value", value];
    }
  }
  if (servers.has(field)) yield* hostIn(text);
  if (field === "image") yield* namesInImage(text);
}

function isForeign(apiVersion: unknown): boolean {
  const [group = ""] = String(apiVersion).split("/");
  return group.includes(".") && !isPublicHost(group);
}
