/**
 * Removes secrets from the parts of an archive.
 *
 * The kind Secret is never read. But passwords of BGPPeers, annotations of other programs, and texts such as logs may
 * still contain secrets.
 *
 * @module
 */

import { isRecord, listOf } from "../../functions/model/shape.ts";
import { leftOut, passwordsIn, withoutPassword } from "../recording/without_secrets.ts";
import { changedPart, type Part } from "./part.ts";

/** The parts with each secret replaced by `left-out`. */
export function withoutSecrets(parts: readonly Part[]): readonly Part[] {
  const bare = parts.map(withoutForeignAnnotations);
  const passwords = bare.flatMap((part) => itemsOf(part).flatMap(passwordsIn)).filter((each) =>
    each.length >= shortest
  );
  const known = passwords.toSorted((one, other) => other.length - one.length);
  return bare.map((part) =>
    changedPart(withItems(part, withoutPassword), (text) => withoutSecretTexts(known.reduce(replaced, text)))
  );
}

/** Shorter passwords are removed only from their own field: a search would find them in almost every text. */
const shortest = 4;

function replaced(text: string, secret: string): string {
  return text.replaceAll(secret, leftOut);
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, leftOut],
  [/\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?/g, leftOut],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${leftOut}`],
  [
    /\b((?:\w*[-_])?(?:password|passwd|token|secret|key-data|(?:api|access|private)[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
    `$1${leftOut}`,
  ],
  [/(\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g, `$1${leftOut}`],
  [/(neighbor \S+ password(?: \d)? )\S+/g, `$1${leftOut}`],
];

function withoutSecretTexts(text: string): string {
  return patterns.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}

/** Keeps the annotations that decisions depend on. Of all other annotations only the names are kept. */
function withoutForeignAnnotations(part: Part): Part {
  return withItems(part, (item) => {
    const metadata = isRecord(item) ? item["metadata"] : undefined;
    if (!isRecord(item) || !isRecord(metadata) || !isRecord(metadata["annotations"])) return item;
    const annotations = Object.fromEntries(
      Object.entries(metadata["annotations"]).map(([name, text]) => [name, isRead(name) ? text : leftOut]),
    );
    return { ...item, metadata: { ...metadata, annotations } };
  });
}

/** True for annotations of MetalLB or Arpeggio, and for misspelt ones, which `check` reports. */
function isRead(annotation: string): boolean {
  return /metallb|arpeggio/i.test(annotation);
}

function itemsOf(part: Part): readonly unknown[] {
  return part.is === "json" && isRecord(part.value) ? listOf(part.value["items"]) : [];
}

function withItems(part: Part, change: (item: unknown) => unknown): Part {
  if (part.is !== "json" || !isRecord(part.value) || !Array.isArray(part.value["items"])) return part;
  return { ...part, value: { ...part.value, items: part.value["items"].map(change) } };
}
