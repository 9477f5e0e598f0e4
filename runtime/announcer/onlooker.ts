/**
 * Who looks on at what an announcer does and takes no part in it.
 *
 * @module
 */

import type { Answer } from "../../functions/model/announcing/answer.ts";
import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { ProbeRecord } from "../../functions/model/announcing/liveness.ts";
import type { Announcing, Peer } from "../../functions/model/announcing/situation.ts";
import type { Heard } from "../peers/peers.ts";

/** Called for each frame: must be quick, and must not throw. */
export interface AnnouncerOnlooker {
  /** The loop turns, as it does ten times a second. */
  turned(now: number): void;
  /** A frame that concerns a followed address was answered, or was not. */
  answered(answer: Answer): void;
  /** A datagram has come on the heartbeat port. */
  heard(heard: Heard): void;
  /** A pass is over. */
  decided(decided: Decided): void;
  /** This process did not run for so long that it has to listen first. */
  stalled(): void;
}

export interface Decided {
  /** What was decided for the addresses that were looked at, and the duties that they had before. */
  readonly announcing: Announcing;
  readonly before: ReadonlyMap<string, Duty>;
  /** The duties for all addresses. */
  readonly duties: ReadonlyMap<string, Duty>;
  readonly peers: ReadonlyMap<string, Peer>;
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  readonly now: number;
  /** How long it took. */
  readonly ms: number;
}
