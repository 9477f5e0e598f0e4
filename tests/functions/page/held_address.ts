/**
 * A VirtualIP with the report of its holder.
 */

import type { VirtualIP } from "../../../functions/model/crds.ts";

export const start = Date.parse("2026-11-23T10:00:00Z");

export interface Held {
  readonly node?: string;
  readonly revision?: number;
  /** Seconds after the start. */
  readonly since?: number;
  readonly silentSince?: number;
}

export function virtualIP(address: string, { node, revision = 1, since = 0, silentSince }: Held): VirtualIP {
  const text = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "pool", services: [] },
    status: {
      ...(node !== undefined && { node, revision, since: text(since) }),
      ...(silentSince !== undefined && { silentSince: text(silentSince) }),
    },
  };
}
