import type { PeerRecord } from "../../functions/model/announcing/heartbeat/peer_record.ts";
import type { Signs } from "../../functions/model/announcing/liveness/liveness.ts";
import type { ProbeRecord } from "../../functions/model/announcing/liveness/probe.ts";
import { learnMs } from "../../functions/model/announcing/timing.ts";
import type { PeerAddress } from "./peer_address.ts";

export interface Network extends PeerAddress {
  /** When this node began to listen for the peer's heartbeats. `Peers.forgive` sets a later time. */
  readonly since: number;
}

/** The signs of life of a peer on a network. */
export function signsOf({ link, since }: Network, record: PeerRecord, probe: ProbeRecord | undefined): Signs {
  const heardAt = record.heardAt[link];
  return {
    // If no heartbeat has arrived yet, the peer may not know yet that this node is its peer.
    heardAt: heardAt === undefined ? since + learnMs : Math.max(heardAt, since),
    everyMs: record.everyMs,
    lateMs: record.lateMs[link] ?? 0,
    restarting: record.state !== "running",
    ...(probe !== undefined && { probe }),
  };
}
