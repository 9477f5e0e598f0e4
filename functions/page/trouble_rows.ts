/**
 * Rows for risks to addresses that are still announced: nodes that are away, do not hear their peers, have no healthy
 * kube-proxy or have a second announcer, BGPPeers without all their sessions, addresses that only one node may
 * announce, and takeovers that were slow.
 *
 * @module
 */

import {
  correctNameStep,
  proxyFailingMessage,
  repairProxyStep,
  twinMessage,
} from "../model/announcing/status/announcer_messages.ts";
import { unheardMessage } from "../model/announcing/status/heartbeat_messages.ts";
import { withoutStandby } from "../model/election/without_standby.ts";
import type { Instant } from "../model/kubernetes.ts";
import {
  goneAnnouncerMessage,
  noAnnouncerMessage,
  noStandbyMessage,
  silentNodeMessage,
  slowFailoverMessage,
  unreadableLeaseMessage,
} from "../model/page_messages.ts";
import type { Desired } from "../model/reporting/desired.ts";
import { checkRouter, sessionsUp } from "../model/questions/peer_messages.ts";
import type { NodeRow, SessionRow, TimelineRow, TroubleRow } from "./page_state.ts";

/** A takeover is slow if no node answered for at least this time. */
const slowMs = 2_000;
/** The page shows a slow takeover for this time. */
const tellMs = 3_600_000;

export interface Threatened {
  readonly now: Instant;
  /** Names of the Node objects. */
  readonly nodeNames: ReadonlySet<string>;
  readonly nodes: readonly NodeRow[];
  /** Nodes that an L2Advertisement selects and that have no announcer. */
  readonly missing: ReadonlySet<string>;
  /** By node: the live nodes whose heartbeats this node does not receive. */
  readonly unheard: ReadonlyMap<string, readonly string[]>;
  /** By node with a failing kube-proxy: since when it fails. */
  readonly proxies: ReadonlyMap<string, Instant>;
  /** By node: the start of a second announcer with the same node name, RFC 3339. */
  readonly twins: ReadonlyMap<string, string>;
  readonly desired: Pick<Desired, "elections" | "virtualIPs">;
  readonly timeline: readonly TimelineRow[];
  readonly sessions: readonly SessionRow[];
}

/** The rows: nodes first, then BGPPeers, then addresses, then failovers. */
export function troubleRows(threatened: Threatened): TroubleRow[] {
  return [awayNodes, notHearing, withoutProxy, twice, withoutSession, alone, slowFailovers].flatMap((rows) =>
    rows(threatened)
  );
}

function awayNodes({ nodes, nodeNames, missing }: Threatened): TroubleRow[] {
  return nodes.filter(({ name }) => nodeNames.has(name)).flatMap(({ name, announcer, silentSince }): TroubleRow[] => {
    if (announcer === "silent") {
      const since = silentSince === undefined ? {} : { since: silentSince };
      return [{ key: `node ${name}`, subject: name, reason: "NodeSilent", message: silentNodeMessage(name), ...since }];
    }
    if (announcer === "unreadable") {
      return [{ key: `node ${name}`, subject: name, reason: "UnreadableLease", message: unreadableLeaseMessage(name) }];
    }
    if (announcer === "none" && missing.has(name)) {
      return [{ key: `node ${name}`, subject: name, reason: "AnnouncerGone", message: noAnnouncerMessage(name) }];
    }
    if (announcer !== "gone") return [];
    return [{ key: `node ${name}`, subject: name, reason: "AnnouncerGone", message: goneAnnouncerMessage(name) }];
  });
}

function notHearing({ unheard, nodeNames }: Threatened): TroubleRow[] {
  return [...unheard].filter(([name]) => nodeNames.has(name)).map(([name, others]): TroubleRow => ({
    key: `heartbeats ${name}`,
    subject: name,
    reason: "NotHeard",
    message: unheardMessage(name, others),
  }));
}

function withoutProxy({ proxies, nodeNames }: Threatened): TroubleRow[] {
  return [...proxies].filter(([name]) => nodeNames.has(name)).map(([name, since]): TroubleRow => ({
    key: `kube-proxy ${name}`,
    subject: name,
    reason: "KubeProxyFailing",
    message: `${proxyFailingMessage(name, since)}; ${repairProxyStep(name)}`,
    since,
  }));
}

function twice({ twins, nodeNames }: Threatened): TroubleRow[] {
  return [...twins].filter(([name]) => nodeNames.has(name)).map(([name, since]): TroubleRow => ({
    key: `second ${name}`,
    subject: name,
    reason: "SecondAnnouncer",
    message: `${twinMessage(name, since)}: ${correctNameStep(name)}`,
  }));
}

/** One row for each BGPPeer: a router that is down ends the sessions of all nodes at once. */
function withoutSession({ sessions }: Threatened): TroubleRow[] {
  return [...Map.groupBy(sessions, ({ peer }) => peer)].flatMap(([peer, all]): TroubleRow[] => {
    const down = all.filter(({ isUp }) => !isUp);
    const [first] = down;
    if (first === undefined) return [];
    const { router } = first;
    const subject = `BGPPeer ${peer}`;
    const message = [
      sessionsUp(router, all.length - down.length, all.length),
      ...new Set(down.flatMap(({ problems }) => problems)),
      checkRouter(router, down.map(({ node }) => node)),
    ].join("; ");
    return [{ key: subject, subject, reason: "SessionDown", message }];
  });
}

function alone({ desired, nodeNames }: Threatened): TroubleRow[] {
  return withoutStandby(desired, nodeNames.size).flatMap(({ address, owner }): TroubleRow[] => {
    if (owner === undefined) return [];
    return [{
      key: `address ${address}`,
      subject: address,
      reason: "NoStandby",
      message: noStandbyMessage(owner.node),
    }];
  });
}

function slowFailovers({ now, timeline }: Threatened): TroubleRow[] {
  return timeline.flatMap(({ key, at, what, from, count, silentMs = 0 }): TroubleRow[] => {
    if (what !== "takeover" || from === undefined || silentMs < slowMs || now - at > tellMs) return [];
    const message = slowFailoverMessage(from, count, silentMs);
    return [{ key: `failover ${key}`, subject: from, reason: "SlowFailover", message, since: at }];
  });
}
