/**
 * BGP and BFD sessions as FRR reports them.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";

export interface BGPSession {
  /** The router's address, or the interface on which it was found. */
  readonly neighbor: string;
  /** The name of the VRF; "default" outside any VRF. */
  readonly vrf: string;
  /** The state in FRR's words, e.g. `Established`, `Active`. */
  readonly state: string;
  /** Why the session last ended, in FRR's words; absent: it has not ended since FRR started. */
  readonly lastReset?: string;
  /** The number of times that the session was established since FRR started. */
  readonly opened: number;
  /** The interval of keepalives, in ms; 0 if none are sent. */
  readonly keepaliveMs: number;
  /** The number of prefixes sent, over all address families. */
  readonly prefixesSent: number;
  readonly prefixesReceived: number;
  /** The counts of messages since FRR started. */
  readonly messages: BGPMessages;
}

/** The number of messages of each kind (RFC 4271, RFC 2918). */
export interface BGPMessages {
  readonly opensSent: number;
  readonly opensReceived: number;
  readonly notificationsSent: number;
  readonly updatesSent: number;
  readonly updatesReceived: number;
  readonly keepalivesSent: number;
  readonly keepalivesReceived: number;
  readonly routeRefreshesSent: number;
  readonly totalSent: number;
  readonly totalReceived: number;
}

export interface BFDSession {
  /** The address at the other end. */
  readonly neighbor: string;
  /** The interface; absent for a session over several hops. */
  readonly interface?: string;
  readonly vrf: string;
  /** The state in FRR's words, e.g. `up`. */
  readonly state: string;
}

/** The counters of a BFD session since FRR started. */
export interface BFDCounters {
  readonly neighbor: string;
  readonly interface?: string;
  readonly vrf: string;
  readonly controlPacketsReceived: number;
  readonly controlPacketsSent: number;
  readonly echoPacketsReceived: number;
  readonly echoPacketsSent: number;
  readonly timesUp: number;
  readonly timesDown: number;
  readonly zebraNotifications: number;
}

/** Reads the output of `show bgp vrf all neighbors json`; unreadable entries are left out. */
export function bgpSessions(text: string): readonly BGPSession[] {
  return entries(parsed(text)).flatMap(([vrf, neighbors]) =>
    entries(neighbors).flatMap(([neighbor, peer]): BGPSession[] => {
      if (!isRecord(peer)) return [];
      const families = entries(peer["addressFamilyInfo"]).map(([, family]) => isRecord(family) ? family : {});
      const sum = (counter: string): number => families.reduce((total, each) => total + number(each[counter]), 0);
      const resets = [peer["lastResetDueTo"], peer["lastNotificationReason"]].filter((each) =>
        typeof each === "string"
      );
      return [{
        neighbor,
        vrf,
        state: String(peer["bgpState"] ?? "unknown"),
        ...(resets.length > 0 && { lastReset: resets.join(": ") }),
        opened: number(peer["connectionsEstablished"]),
        keepaliveMs: number(peer["bgpTimerKeepAliveIntervalMsecs"]),
        prefixesSent: sum("sentPrefixCounter"),
        prefixesReceived: sum("acceptedPrefixCounter"),
        messages: messagesOf(peer["messageStats"]),
      }];
    })
  );
}

function messagesOf(stats: unknown): BGPMessages {
  const count = (name: string): number => isRecord(stats) ? number(stats[name]) : 0;
  return {
    opensSent: count("opensSent"),
    opensReceived: count("opensRecv"),
    notificationsSent: count("notificationsSent"),
    updatesSent: count("updatesSent"),
    updatesReceived: count("updatesRecv"),
    keepalivesSent: count("keepalivesSent"),
    keepalivesReceived: count("keepalivesRecv"),
    routeRefreshesSent: count("routeRefreshSent"),
    totalSent: count("totalSent"),
    totalReceived: count("totalRecv"),
  };
}

/** Reads the output of `show bfd peers json`; unreadable entries are left out. */
export function bfdSessions(text: string): readonly BFDSession[] {
  return records(parsed(text)).map((peer) => ({ ...bfdPlace(peer), state: String(peer["status"] ?? "unknown") }));
}

/** Reads the output of `show bfd peers counters json`; unreadable entries are left out. */
export function bfdCounters(text: string): readonly BFDCounters[] {
  return records(parsed(text)).map((peer) => ({
    ...bfdPlace(peer),
    controlPacketsReceived: number(peer["control-packet-input"]),
    controlPacketsSent: number(peer["control-packet-output"]),
    echoPacketsReceived: number(peer["echo-packet-input"]),
    echoPacketsSent: number(peer["echo-packet-output"]),
    timesUp: number(peer["session-up"]),
    timesDown: number(peer["session-down"]),
    zebraNotifications: number(peer["zebra-notifications"]),
  }));
}

function bfdPlace(peer: Readonly<Record<string, unknown>>): Pick<BFDSession, "neighbor" | "interface" | "vrf"> {
  const link = peer["interface"];
  return {
    neighbor: String(peer["peer"] ?? ""),
    ...(typeof link === "string" && { interface: link }),
    vrf: String(peer["vrf"] ?? "default"),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function entries(value: unknown): readonly [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
