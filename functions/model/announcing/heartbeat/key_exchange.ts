/**
 * The keys in use while their files change. If a Secret is overwritten, its new signing key is accepted at once, but
 * signs only after 2 minutes. Each kubelet updates the files at its own pace, so other nodes may get them 90 s later.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { fingerprint, type KeyRing, keyRing } from "./key_ring.ts";

export interface KeyExchange {
  /** The keys in the files. */
  readonly files: KeyRing;
  /** The signing key that was last overwritten, and when; absent: no key was overwritten. */
  readonly overwritten?: { readonly key: Uint8Array; readonly at: Instant };
}

/** The old key still signs for this long after the change. By then every node has the new key. */
export const signLaterMs = 120_000;
/** The old key is still accepted for this long after the change. By then every node signs with the new key. */
export const dropLaterMs = 240_000;

/** The exchange after the files have been read again. */
export function exchanged(before: KeyExchange, files: KeyRing, now: Instant): KeyExchange {
  const used = ringAt(before, now);
  if (accepts(used, files.signing)) return { ...before, files };
  return { files, overwritten: { key: used.signing, at: now } };
}

/** The keys to use now. */
export function ringAt({ files, overwritten }: KeyExchange, now: Instant): KeyRing {
  const { signing, accepted } = files;
  if (overwritten === undefined || now - overwritten.at >= dropLaterMs) return files;
  if (now - overwritten.at < signLaterMs) return keyRing(overwritten.key, accepted);
  return keyRing(signing, [overwritten.key, ...accepted]);
}

function accepts(ring: KeyRing, key: Uint8Array): boolean {
  return ring.accepted.some((each) => fingerprint(each) === fingerprint(key));
}
