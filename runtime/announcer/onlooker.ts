/**
 * Observes what an announcer does, for metrics.
 *
 * @module
 */

import type { ProbeRecord } from "../../functions/model/announcing/liveness/probe.ts";
import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { Answer } from "../../functions/model/announcing/duties/answer.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import type { Announcing } from "../../functions/model/announcing/duties/situation.ts";
import type { Heard } from "../peers/datagrams.ts";

/** The methods must never throw. `answered` must be quick, since it is called for each frame. */
export interface AnnouncerOnlooker {
  /** The loop has made a turn. It makes at least one turn for each heartbeat that it sends. */
  turned(now: number): void;
  /** A frame about a followed address was answered or dropped. */
  answered(answer: Answer): void;
  /** A datagram has arrived on the heartbeat port. */
  heard(heard: Heard): void;
  /** A pass is over. */
  decided(decided: Decided): void;
  /** The process did not run for a while. The announcer listens to its peers before it answers again. */
  stalled(): void;
}

export interface Decided {
  /** The decisions for the addresses of this pass; `before` holds their earlier duties. */
  readonly announcing: Announcing;
  readonly before: ReadonlyMap<string, Duty>;
  /** The duties for all addresses. */
  readonly duties: ReadonlyMap<string, Duty>;
  readonly peers: ReadonlyMap<string, Peer>;
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** By shared address, then by node: how many hosts the node serves now. It may be read after the pass, too. */
  readonly sharer: { readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>> };
  readonly now: number;
  /** How long the pass took. */
  readonly ms: number;
}
