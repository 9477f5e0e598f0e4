/**
 * Judges whether a peer is alive on one network, by its heartbeats and by probes of its node's own address.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import type { ProbeRecord } from "./probe.ts";
import { beatLateMs, probesToJudge, probesToJudgeAnswering } from "../timing.ts";

/**
 * - `alive`: its heartbeats arrive.
 * - `silent`: a beat is missing, but the cause is not known yet.
 * - `announcerDown`: its announcer has announced a restart, or no heartbeats arrive but the node answers for its own
 *   address. So its kernel and kube-proxy probably still serve.
 * - `nodeDown`: no heartbeats, and no answer for its own address.
 */
export type Liveness = "alive" | "silent" | "announcerDown" | "nodeDown";

/** The signs of life of a peer on one network. */
export interface Signs {
  /** When the last heartbeat arrived. Before the first heartbeat: since when this node has listened for it. */
  readonly heardAt: Instant;
  /** Time between two heartbeats of the peer, in ms. */
  readonly everyMs: number;
  /** How late its last beats were, in ms. */
  readonly lateMs: number;
  /** True if the last heartbeat announced a restart. */
  readonly restarting: boolean;
  /** Probes of the node's own address, since it fell silent. */
  readonly probe?: ProbeRecord;
}

/** Judges a peer on one network at an instant. */
export function judge(signs: Signs, now: Instant): Liveness {
  const isSilent = now >= silentAt(signs);
  if (!signs.restarting && !isSilent) return "alive";
  const { probe } = signs;
  const patience = probe?.answer === undefined ? probesToJudge : probesToJudgeAnswering;
  if (probe !== undefined && probe.unanswered >= patience && isSilent) return "nodeDown";
  return signs.restarting || probe?.answer !== undefined ? "announcerDown" : "silent";
}

/** True if the node's own address is to be probed now. */
export function wantsProbe(signs: Signs, now: Instant): boolean {
  return signs.restarting || now >= silentAt(signs);
}

/** When the peer becomes silent if no other heartbeat arrives. */
export function silentAt(signs: Signs): Instant {
  return signs.heardAt + signs.everyMs + signs.lateMs + beatLateMs;
}
