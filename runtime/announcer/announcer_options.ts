import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Peers } from "../peers/peers.ts";
import type { AnnouncerOnlooker } from "./onlooker.ts";
import type { Plan } from "./plan.ts";
import type { WirePort } from "./wire_port.ts";

export interface AnnouncerOptions {
  readonly node: string;
  readonly wire: WirePort;
  readonly peers: Peers;
  readonly plan: Plan;
  readonly refreshSeconds: number;
  /** Milliseconds since the epoch that never go back nor jump. */
  readonly clock: () => number;
  /** Takes the statuses that are to be written. */
  readonly report: (virtualIP: VirtualIP) => void;
  /** The usable links are others than before. */
  readonly onLinks: () => void;
  readonly onlooker?: AnnouncerOnlooker | undefined;
}
