/**
 * BGP and BFD sessions as FRR reports them.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";

export interface BGPSession {
  /** The router's address, or the interface on which it was found. */
  readonly neighbor: string;
  /** "default" outside any VRF. */
  readonly vrf: string;
  /** As FRR calls it, e.g. `Established`, `Active`. */
  readonly state: string;
  /** How often it was established since FRR started. */
  readonly opened: number;
  /** Of all families that the session carries. */
  readonly prefixesSent: number;
  readonly prefixesReceived: number;
}

export interface BFDSession {
  readonly neighbor: string;
  readonly vrf: string;
  /** As FRR calls it, e.g. `up`. */
  readonly state: string;
}

/** Reads `show bgp vrf all summary json`; what cannot be read is left out. */
export function bgpSessions(text: string): readonly BGPSession[] {
  const sessions = new Map<string, BGPSession>();
  for (const [vrf, families] of entries(parsed(text))) {
    for (const [, family] of entries(families)) {
      if (!isRecord(family)) continue;
      for (const [neighbor, peer] of entries(family["peers"])) {
        if (!isRecord(peer)) continue;
        const before = sessions.get(`${vrf} ${neighbor}`);
        sessions.set(`${vrf} ${neighbor}`, {
          neighbor,
          vrf,
          state: String(peer["state"] ?? "unknown"),
          opened: number(peer["connectionsEstablished"]),
          prefixesSent: (before?.prefixesSent ?? 0) + number(peer["pfxSnt"]),
          prefixesReceived: (before?.prefixesReceived ?? 0) + number(peer["pfxRcd"]),
        });
      }
    }
  }
  return [...sessions.values()];
}

/** Reads `show bfd peers json`; what cannot be read is left out. */
export function bfdSessions(text: string): readonly BFDSession[] {
  const peers = parsed(text);
  return (Array.isArray(peers) ? peers : []).filter(isRecord).map((peer) => ({
    neighbor: String(peer["peer"] ?? peer["interface"] ?? ""),
    vrf: String(peer["vrf"] ?? "default"),
    state: String(peer["status"] ?? "unknown"),
  }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entries(value: unknown): readonly [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
