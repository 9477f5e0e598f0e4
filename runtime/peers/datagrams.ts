import type { ToldHost } from "../../functions/model/announcing/sharing/host.ts";
import type { HeartbeatDrop } from "../../functions/model/announcing/heartbeat/datagram.ts";

/** A heartbeat to send. */
export interface Outgoing {
  readonly link: string;
  readonly address: string;
  readonly datagram: Uint8Array;
}

/** The sender of a datagram and the hosts that it reports, or the reason why it was dropped. */
export type Heard = { readonly from: string; readonly hosts?: readonly ToldHost[] } | { readonly drop: DatagramDrop };

export type DatagramDrop = HeartbeatDrop | "Replayed" | "NotForMe" | "NotAPeer";
