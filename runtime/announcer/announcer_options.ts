import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Peers } from "../peers/peers.ts";
import type { LeaseEvidence } from "./lease_evidence.ts";
import type { Unheard } from "./unheard.ts";
import type { AnnouncerOnlooker } from "./onlooker.ts";
import type { NodePlan } from "./node_plan.ts";
import type { WirePort } from "./wire_port.ts";

export interface AnnouncerOptions {
  readonly node: string;
  readonly wire: WirePort;
  readonly peers: Peers;
  readonly plan: NodePlan;
  readonly refreshSeconds: number;
  /** Time between two heartbeats, in ms. */
  readonly everyMs: number;
  /** Milliseconds since the epoch; the clock never goes back and never jumps. */
  readonly clock: () => number;
  readonly evidence: LeaseEvidence;
  readonly unheard: Unheard;
  /** The MACs of a second announcer with this node's name. */
  readonly twins: () => ReadonlySet<string>;
  /** Called with each VirtualIP whose status must be written. */
  readonly report: (virtualIP: VirtualIP) => void;
  /**
   * Called when this node's Lease must be renewed: links have changed, or heartbeats between this node and a peer do
   * not arrive, or all arrive again.
   */
  readonly onLinks: () => void;
  readonly onlooker?: AnnouncerOnlooker | undefined;
}
