/**
 * The Secret with the key that the announcers share.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import type { Kubectl } from "./kubectl.ts";

export const secretName = "arpeggio-heartbeat";

/** The Secret's entries: the current key, which signs, the next key, and the previous key. */
export const entries = { key: "key", next: "key.next", previous: "key.previous" } as const;

export interface KeySecret {
  readonly name: string;
  readonly namespace: string;
  /** The keys by entry, in base64. */
  readonly data: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
  /** The first development versions made the Secret immutable: it cannot be changed, only replaced. */
  readonly isImmutable: boolean;
}

/**
 * Creates the Secret if it is missing; returns true if it was. An existing Secret keeps its keys. If it is immutable,
 * it is replaced by a mutable one.
 */
export async function ensureHeartbeatKey(kubectl: Kubectl, namespace: string): Promise<boolean> {
  const before = await readSecret(kubectl, { name: secretName, namespace });
  if (before === undefined) {
    await create(kubectl, { ...nothing, name: secretName, namespace, data: { [entries.key]: newKey() } });
    return true;
  }
  if (before.isImmutable) await makeMutable(kubectl, before);
  return false;
}

/** The Secret; undefined if it does not exist. */
export async function readSecret(
  kubectl: Kubectl,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Promise<KeySecret | undefined> {
  const secret = await kubectl.read(["get", "secret", name, "--namespace", namespace]);
  if (!isRecord(secret)) return undefined;
  const metadata = isRecord(secret["metadata"]) ? secret["metadata"] : {};
  const data = isRecord(secret["data"]) ? secret["data"] : {};
  return {
    name,
    namespace,
    data: Object.fromEntries(
      Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    labels: isRecord(metadata["labels"]) ? metadata["labels"] : {},
    annotations: isRecord(metadata["annotations"]) ? metadata["annotations"] : {},
    isImmutable: secret["immutable"] === true,
  };
}

/**
 * Replaces an immutable Secret by a mutable one with the same keys. A running Pod keeps the files of the old Secret
 * until it restarts, and does not see later changes.
 */
export async function makeMutable(kubectl: Kubectl, secret: KeySecret): Promise<void> {
  await kubectl.run(["delete", "secret", secret.name, "--namespace", secret.namespace]);
  await create(kubectl, secret);
}

/** @param changes the new keys by entry; null removes an entry */
export async function patchSecret(
  kubectl: Kubectl,
  { name, namespace }: KeySecret,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const where = ["patch", "secret", name, "--namespace", namespace, "--type=merge", "--patch-file=/dev/stdin"];
  await kubectl.run(where, JSON.stringify({ data: changes }));
}

/** 32 random bytes in base64. */
export function newKey(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64();
}

const nothing = { labels: { "app.kubernetes.io/part-of": "arpeggio" }, annotations: {}, isImmutable: false };

/** Passes the key by standard input, since arguments are visible in the list of processes. */
async function create(kubectl: Kubectl, { name, namespace, labels, annotations, data }: KeySecret): Promise<void> {
  const metadata = { name, namespace, labels, annotations };
  await kubectl.run(
    ["create", "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data }),
  );
}
