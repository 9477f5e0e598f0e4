/**
 * Reads the Kubernetes YAML of users: several documents in a file, Lists, other kinds. It never throws: broken text
 * yields faults with their lines.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import { isKindName, kindTable } from "../../../functions/model/kind_table.ts";
import { LineCounter, parseAllDocuments } from "yaml";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { homeNamespace } from "../home_namespace.ts";
import { incoming } from "../incoming.ts";
import { kubernetesYAML, tooDeep, tooDeepAt, yamlFault } from "../kubernetes_yaml.ts";
import { itemsOf } from "../list_items.ts";
import { withItemKind } from "../plain_items.ts";
import { refusals } from "../schema.ts";
import { withoutNulls } from "../without_nulls.ts";
import { containsItself, valueOf } from "../yaml_value.ts";

/** One object of a file. */
export interface Manifest<Kind extends KindName = KindName> {
  readonly kind: Kind;
  readonly object: Kinds[Kind];
  /** The line at which its document begins, counted from 1. */
  readonly line: number;
}

/** A fault of a file, with its place. */
export interface ManifestFault {
  readonly line: number;
  readonly message: string;
}

export interface Manifests {
  /** The objects of known kinds; all others are skipped. */
  readonly manifests: readonly Manifest[];
  /** The faults. A document with a syntax error, and an object with a fault, yield no manifest. */
  readonly faults: readonly ManifestFault[];
}

/**
 * Reads the text of one file. Objects that name no namespace get one by `homeNamespace`: pools, Leases and Secrets, for
 * example, get the given namespace, and Services get `default`.
 */
export function readManifests(text: string, { namespace }: { readonly namespace: string }): Manifests {
  const counter = new LineCounter();
  const manifests: Manifest[] = [];
  const faults: ManifestFault[] = [];
  const depth = tooDeepAt(text);
  if (depth !== undefined) {
    faults.push({ line: text.slice(0, depth).split("\n").length, message: tooDeep });
    return { manifests, faults };
  }
  const documents = parseAllDocuments(text, { ...kubernetesYAML, lineCounter: counter });
  if (!Array.isArray(documents)) return { manifests, faults };
  for (const document of documents) {
    const line = counter.linePos(document.contents?.range?.[0] ?? document.range[0]).line;
    const [error] = document.errors;
    if (error !== undefined) {
      faults.push({ line: error.linePos?.[0].line ?? line, message: yamlFault(error, text) });
      continue;
    }
    const endless = containsItself(document);
    if (endless !== undefined) {
      faults.push({ line: counter.linePos(endless.offset).line, message: endless.fault });
      continue;
    }
    for (const { node, fault, kind } of document.contents === null ? [] : itemsOf(document.contents, document)) {
      const value = fault === undefined ? valueOf(node, document) : { fault };
      if ("fault" in value) {
        faults.push({ line: counter.linePos(node.range?.[0] ?? document.range[0]).line, message: value.fault });
        continue;
      }
      const manifest = readObject(withItemKind(value.is, kind), line, namespace);
      if (manifest === undefined) continue;
      if ("message" in manifest) faults.push(manifest);
      else manifests.push(manifest);
    }
  }
  return { manifests, faults };
}

function readObject(found: unknown, line: number, namespace: string): Manifest | ManifestFault | undefined {
  const given = withoutNulls(found);
  if (!isRecord(given)) return undefined;
  const { kind, apiVersion, metadata } = given;
  if (!isKindName(kind) || apiVersion !== kindTable[kind].apiVersion) return undefined;
  if (!isRecord(metadata) || typeof metadata["name"] !== "string") {
    return { line, message: `${kind} has no metadata.name` };
  }
  const { name } = metadata;
  const placed = {
    ...given,
    metadata: { ...metadata, namespace: homeNamespace(kind, metadata["namespace"], namespace) },
  };
  const [fault] = refusals(kind, placed);
  if (fault !== undefined) return { line, message: `${kind} ${name}: ${fault.path}: ${fault.message}` };
  const object = incoming(kind, placed);
  return object === undefined ? { line, message: `${kind} ${name} is no ${kind}` } : { kind, object, line };
}
