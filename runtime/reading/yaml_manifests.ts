/**
 * Reads YAML text into objects with their places.
 *
 * @module
 */

import { type Document, isMap, isScalar, isSeq, type Node, parseAllDocuments } from "yaml";
import { kubernetesYAML, yamlFault } from "../store/kubernetes_yaml.ts";
import { type Item, itemsOf } from "../store/list_items.ts";
import { withItemKind } from "../store/plain_items.ts";
import { withoutNulls } from "../store/without_nulls.ts";
import { containsItself, valueOf } from "../store/yaml_value.ts";
import { cannotRead, type FoundObject, type ManifestText, stepsOf } from "./found_object.ts";
import { placesIn } from "./line_places.ts";

/** The objects of a YAML text. Never throws. */
export function readYAML(text: string, file: string): ManifestText {
  const documents = parseAllDocuments(text, { ...kubernetesYAML, prettyErrors: false });
  const placeAt = placesIn(text, file);
  const objects: FoundObject[] = [];
  const unreadable: string[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      unreadable.push(`${cannotRead(placeAt(error.pos[0]))} ${yamlFault(error, text)}`);
      continue;
    }
    const endless = containsItself(document);
    if (endless !== undefined) {
      unreadable.push(`${cannotRead(placeAt(endless.offset))} ${endless.fault}`);
      continue;
    }
    for (const { node, fault, kind } of valuesIn(document)) {
      const value = fault === undefined ? valueOf(node, document) : { fault };
      if ("fault" in value) unreadable.push(`${cannotRead(placeAt(node.range?.[0] ?? 0))} ${value.fault}`);
      else {
        const typed = withItemKind(withoutNulls(value.is), kind);
        objects.push({ value: typed, placeOf: (field) => placeAt(offsetOf(node, field)) });
      }
    }
  }
  return { objects, unreadable };
}

function valuesIn(document: Document.Parsed): readonly Item[] {
  const { contents } = document;
  return contents === null || (isScalar(contents) && contents.value === null) ? [] : itemsOf(contents, document);
}

function offsetOf(node: Node, field: string): number {
  let inner: unknown = node;
  let offset = node.range?.[0] ?? 0;
  for (const step of stepsOf(field)) {
    if (isMap(inner)) {
      const pair = inner.items.find(({ key }) => (isScalar(key) ? key.value : key) === step);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      inner = pair?.value;
    } else {
      inner = isSeq(inner) ? inner.items[Number(step)] : undefined;
      offset = rangeOf(inner) ?? offset;
    }
  }
  return offset;
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
