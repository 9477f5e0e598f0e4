/**
 * Removes secrets from the parts of an archive.
 *
 * The kind Secret is never read. But passwords of BGPPeers, annotations of other programs, and texts such as logs may
 * still contain secrets. Of workloads and of the cluster's configuration, only known fields are kept.
 *
 * @module
 */

import { isRecord, listOf } from "../../functions/model/shape.ts";
import { leftOut, passwordsIn, withoutPassword, wrongPassword } from "../recording/without_secrets.ts";
import { neededOfConfigMap } from "./config_map_fields.ts";
import { withoutKeys } from "./keys_in_logs.ts";
import { withObjects } from "./objects_in_parts.ts";
import { changedPart, type Part } from "./part.ts";
import { isFieldOfSecret, withoutRandomWords, withoutSecretWords } from "./secret_words.ts";
import { neededOfWorkload } from "./workload_fields.ts";

/** The parts with each secret replaced by `left-out`. */
export function withoutSecrets(parts: readonly Part[]): readonly Part[] {
  const bare = parts.map((part) => withObjects(part, needed));
  const passwords = bare.flatMap((part) => itemsOf(part).flatMap(passwordsIn)).filter((each) =>
    each.length >= shortest
  );
  const known = passwords.flatMap(formsOf).toSorted((one, other) => other.length - one.length);
  return bare.map((part) =>
    changedPart(linesWithoutKeys(withObjects(part, withoutPassword)), (text, field, above) => {
      if (isSecret(text, field, above)) return leftOut;
      const isObject = part.is === "json" && field !== "message";
      return (isObject ? withoutSecretWords : withoutRandomWords)(known.reduce(replaced, text));
    })
  );
}

function needed(item: unknown): unknown {
  return withoutForeignAnnotations(neededOfConfigMap(neededOfWorkload(item)));
}

/** Shorter passwords are removed only from their own field: a search would find them in almost every text. */
const shortest = 4;

/** A password as it is, in JSON and in a URL. */
function formsOf(password: string): readonly string[] {
  return [password, JSON.stringify(password).slice(1, -1), encodeURIComponent(password)];
}

function replaced(text: string, secret: string): string {
  return text.replaceAll(secret, leftOut);
}

/** True for a text in a field of a secret, at any depth. False in `decided`, whose keys contain names of Services. */
function isSecret(text: string, field: string, above: readonly string[]): boolean {
  if (text === "" || text === wrongPassword || above.includes("decided")) return false;
  return [field, ...above].some(isFieldOfSecret) && !above.includes("passwordSecret");
}

function linesWithoutKeys(part: Part): Part {
  return part.is === "log" ? { ...part, text: withoutKeys(part.text) } : part;
}

/** Keeps the annotations that decisions depend on. Of all other annotations only the names are kept. */
function withoutForeignAnnotations(item: unknown): unknown {
  const metadata = isRecord(item) ? item["metadata"] : undefined;
  if (!isRecord(item) || !isRecord(metadata) || !isRecord(metadata["annotations"])) return item;
  const annotations = Object.fromEntries(
    Object.entries(metadata["annotations"]).map(([name, text]) => [name, isRead(name) ? text : leftOut]),
  );
  return { ...item, metadata: { ...metadata, annotations } };
}

/** True for annotations of MetalLB or Arpeggio, and for misspelt ones, which `check` reports. */
function isRead(annotation: string): boolean {
  return /metallb|arpeggio/i.test(annotation) && !isFieldOfSecret(annotation);
}

function itemsOf(part: Part): readonly unknown[] {
  return part.is === "json" && isRecord(part.value) ? listOf(part.value["items"]) : [];
}
