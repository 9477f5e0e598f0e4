/**
 * Is a peer alive, on one network? Judged from its heartbeats and from ARP probes of its node's own address.
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";
import { beatMs, missedBeatsToJudge, missedBeatsToProbe, probesToJudge, probesToJudgeAnswering } from "./timing.ts";

/**
 * - `alive`: its announcer is heard.
 * - `silent`: beats are missing, nothing is certain yet.
 * - `announcerDown`: its announcer is gone or restarting, but the node answers for its own address: its kernel and
 *   kube-proxy serve.
 * - `nodeDown`: neither is there.
 */
export type Liveness = "alive" | "silent" | "announcerDown" | "nodeDown";

/** What asking for one address on one link has brought since the asking began. */
export interface ProbeRecord {
  readonly sent: number;
  readonly lastSentAt: Instant;
  /** Probes in a row, each at least one interval old, that nobody answered. */
  readonly unanswered: number;
  readonly answer?: { readonly at: Instant; readonly mac: string };
}

export interface Signs {
  /** The last authentic heartbeat on this network; before the first one, since when it is listened for. */
  readonly heardAt: Instant;
  /** The last heartbeat announced a restart. */
  readonly restarting: boolean;
  /** Probes of the node's own address, since it fell silent. */
  readonly probe?: ProbeRecord;
}

/** Judges a peer on one network at an instant. */
export function judge(signs: Signs, now: Instant): Liveness {
  const missed = Math.floor((now - signs.heardAt) / beatMs);
  if (!signs.restarting && missed < missedBeatsToProbe) return "alive";
  const { probe } = signs;
  const judged = missed >= missedBeatsToJudge;
  const patience = probe?.answer === undefined ? probesToJudge : probesToJudgeAnswering;
  if (probe !== undefined && probe.unanswered >= patience && judged) return "nodeDown";
  return signs.restarting || (judged && probe?.answer !== undefined) ? "announcerDown" : "silent";
}

/** Is the node's own address to be probed now? */
export function wantsProbe(signs: Signs, now: Instant): boolean {
  return signs.restarting || now >= silentAt(signs);
}

/** When it is silent, unless it is heard before. */
export function silentAt(signs: Signs): Instant {
  return signs.heardAt + missedBeatsToProbe * beatMs;
}
