/**
 * The beginnings and the ends of the sessions with BGP peers, as the announcers' Leases show them.
 *
 * Why: docs/adr/0011-bgp-status-through-leases.md
 *
 * @module
 */

import { type KnownAnnouncer, readAnnouncers } from "../election/announcers.ts";
import type { Instant, Lease } from "../kubernetes.ts";
import { listDifference } from "../list_difference.ts";
import { annotationBGP } from "../names.ts";
import { nodeOfLease } from "../node_names.ts";
import type { Observed } from "../observed.ts";
import { compare } from "../order.ts";
import { type HistoryEntry, noteOf } from "./entry.ts";
import { announcerAway, announcerRestarts, announcerWithoutBGP, peerDeleted } from "./session_messages.ts";

/** By name of a BGPPeer: the nodes that have a session with it. */
export type Sessions = ReadonlyMap<string, ReadonlySet<string>>;

/** The sessions before a look. */
export interface SessionsBefore {
  readonly up: Sessions;
  /** The sessions that had ended; absent: all that are not up. */
  readonly down?: Sessions;
}

/** What the Leases say about sessions. */
export interface SessionLook {
  readonly up: Sessions;
  /** Why the node has no session with the peer any more; undefined: not known. */
  readonly whyDown: (peer: string, node: string) => string | undefined;
  readonly leases: readonly Lease[];
  /** The nodes whose announcer is gone. */
  readonly gone: ReadonlySet<string>;
  /** When the next announcer may count as gone, so that its node has no session any more. */
  readonly changesAt: Instant;
}

/**
 * A node whose announcer is gone has no session. While an announcer is only doubtful, its last report counts.
 *
 * @param before an earlier look, which is reused if no announcer reports a change: most passes come from renewals of
 * Leases
 */
export function lookAtSessions(
  { leases, bgpPeers, now, followedSince }: Pick<Observed, "leases" | "bgpPeers" | "now" | "followedSince">,
  before?: SessionLook,
): SessionLook {
  if (before !== undefined && now < before.changesAt && isSameReport(before, leases)) {
    return { ...before, leases };
  }
  const speaking = leases.filter(({ metadata: { annotations } }) => annotations?.[annotationBGP] !== undefined);
  if (speaking.length === 0 && bgpPeers.length === 0) {
    return { up: new Map(), whyDown: () => undefined, leases, gone: none, changesAt: Infinity };
  }
  const { byNode, changesAt } = readAnnouncers(speaking, now, followedSince);
  const up = new Map<string, Set<string>>();
  const gone = new Set<string>();
  for (const [node, { standing, bgp }] of byNode) {
    if (standing === "gone") {
      gone.add(node);
      continue;
    }
    for (const peer of bgp?.sessions ?? []) up.set(peer, (up.get(peer) ?? new Set()).add(node));
  }
  const peers = new Set(bgpPeers.map(({ metadata: { name } }) => name));
  const nodes = new Set(leases.map(nodeOfLease));
  return {
    up,
    leases,
    gone,
    changesAt,
    whyDown: (peer, node) => {
      if (!peers.has(peer)) return peerDeleted;
      const announcer = byNode.get(node);
      return announcer === undefined && nodes.has(node) ? announcerWithoutBGP : causeOf(announcer, peer);
    },
  };
}

/** True if the only changes are renewals with the same report, by announcers that were not gone. */
function isSameReport(before: SessionLook, after: readonly Lease[]): boolean {
  const { gone, come } = listDifference(before.leases, after);
  const earlier = new Map(gone.map((each) => [each.metadata.name, each]));
  return gone.length === come.length && come.every((each) => {
    const known = earlier.get(each.metadata.name);
    return known !== undefined && reportIn(known) === reportIn(each) && !before.gone.has(nodeOfLease(each) ?? "");
  });
}

function reportIn({ metadata: { annotations } }: Lease): string | undefined {
  return annotations?.[annotationBGP];
}

function causeOf(announcer: KnownAnnouncer | undefined, peer: string): string | undefined {
  if (announcer === undefined || announcer.standing === "gone") return announcerAway;
  return announcer.bgp?.awaited.includes(peer) === true ? announcerRestarts : announcer.bgp?.lost?.[peer];
}

/**
 * The entries for the sessions that began or ended since `before`. Nodes whose sessions with a peer ended for the same
 * reason share an entry.
 */
export function sessionNews(
  before: SessionsBefore,
  { up, whyDown }: SessionLook,
  now: Instant,
): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const peer of new Set([...before.up.keys(), ...up.keys()])) {
    const [had, has] = [before.up.get(peer) ?? none, up.get(peer) ?? none];
    const wasDown = (node: string): boolean => before.down === undefined || before.down.get(peer)?.has(node) === true;
    const come = [...has].filter((node) => !had.has(node) && wasDown(node)).sort(compare);
    if (come.length > 0) entries.push({ at: now, what: "session-up", subjects: [peer], nodes: come });
    const gone = [...had].filter((node) => !has.has(node)).sort(compare);
    for (const [note, nodes] of Map.groupBy(gone, (node) => whyDown(peer, node))) {
      entries.push({ at: now, what: "session-down", subjects: [peer], nodes, ...noteOf(note) });
    }
  }
  return entries;
}

const none: ReadonlySet<string> = new Set();

/** Sessions of several nodes with one peer that begin, or end for one reason, within this time share an entry. */
const togetherMs = 10_000;

/**
 * The entries with the news. The nodes of new session entries join the entry of the same incident, so that the restart
 * of a router is one entry and not one for each node.
 *
 * @param entries entries that may still change, the oldest first
 */
export function joined(entries: readonly HistoryEntry[], news: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const all = [...entries];
  for (const entry of news) {
    const at = all.findLastIndex((each) => each.nodes !== undefined && each.subjects[0] === entry.subjects[0]);
    const before = all[at];
    if (before === undefined || !isOneIncident(before, entry)) all.push(entry);
    else all[at] = { ...before, nodes: [...new Set([...before.nodes ?? [], ...entry.nodes ?? []])].sort(compare) };
  }
  return all;
}

function isOneIncident(one: HistoryEntry, other: HistoryEntry): boolean {
  return one.what === other.what && one.note === other.note && other.at - one.at <= togetherMs;
}
