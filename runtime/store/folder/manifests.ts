/**
 * Kubernetes YAML as users write it: several documents in a file, Lists, kinds that do not concern us. Pure and total:
 * broken text gives faults with their lines.
 *
 * @module
 */

import { LineCounter, parseAllDocuments } from "yaml";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { homeNamespace } from "../home_namespace.ts";
import { incoming } from "../incoming.ts";
import { isFields } from "../json.ts";
import { judgedKinds } from "../judged_kinds.ts";
import { resources } from "../resources.ts";
import { schemaFaults } from "../schema.ts";
import { withoutNulls } from "../without_nulls.ts";

/** One object of a file. */
export interface Manifest<Kind extends KindName = KindName> {
  readonly kind: Kind;
  readonly object: Kinds[Kind];
  /** Where its document begins, from 1. */
  readonly line: number;
}

/** What is wrong with a file, and where. */
export interface ManifestFault {
  readonly line: number;
  readonly message: string;
}

export interface Manifests {
  /** Objects of other kinds are left out without a word. */
  readonly manifests: readonly Manifest[];
  /** Nothing of a document with a fault is among the manifests. */
  readonly faults: readonly ManifestFault[];
}

/**
 * Reads the text of one file. An object without a namespace is where `kubectl apply` would be told to put it: a Service and
 * its like in `default`, configuration and Leases in the given one.
 */
export function readManifests(text: string, { namespace }: { readonly namespace: string }): Manifests {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, logLevel: "silent", keepSourceTokens: false });
  const manifests: Manifest[] = [];
  const faults: ManifestFault[] = [];
  if (!Array.isArray(documents)) return { manifests, faults };
  for (const document of documents) {
    const line = counter.linePos(document.contents?.range?.[0] ?? document.range[0]).line;
    const [error] = document.errors;
    if (error !== undefined) {
      faults.push({ line: error.linePos?.[0].line ?? line, message: error.message.split("\n")[0] ?? "" });
      continue;
    }
    for (const found of objectsIn(plain(document))) {
      const manifest = readObject(found, line, namespace);
      if (manifest === undefined) continue;
      if ("message" in manifest) faults.push(manifest);
      else manifests.push(manifest);
    }
  }
  return { manifests, faults };
}

/** A document of aliases without end is refused by the parser with an exception. */
function plain(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

function objectsIn(value: unknown): unknown[] {
  if (!isFields(value)) return [];
  return typeof value["kind"] === "string" && /List$/.test(value["kind"]) && Array.isArray(value["items"])
    ? value["items"].flatMap(objectsIn)
    : [value];
}

function readObject(found: unknown, line: number, namespace: string): Manifest | ManifestFault | undefined {
  const given = withoutNulls(found);
  if (!isFields(given)) return undefined;
  const { kind, apiVersion, metadata } = given;
  if (!isKindName(kind) || apiVersion !== resources[kind].apiVersion) return undefined;
  if (!isFields(metadata) || typeof metadata["name"] !== "string") {
    return { line, message: `${kind} has no metadata.name` };
  }
  const { name } = metadata;
  const placed = {
    ...given,
    metadata: { ...metadata, namespace: homeNamespace(kind, metadata["namespace"], namespace) },
  };
  const faults = schemaFaults(kind, placed);
  const fault = faults.find(({ path }) => path.startsWith("metadata") || !judgedKinds.has(kind));
  if (fault !== undefined) return { line, message: `${kind} ${name}: ${fault.path}: ${fault.message}` };
  const object = incoming(kind, placed);
  return object === undefined ? { line, message: `${kind} ${name} is no ${kind}` } : { kind, object, line };
}

function isKindName(kind: unknown): kind is KindName {
  return typeof kind === "string" && Object.hasOwn(resources, kind);
}
