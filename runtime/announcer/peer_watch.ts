/**
 * In each turn, updates the liveness of the peers and the evidence of their Leases, and reports the affected addresses.
 *
 * @module
 */

import { type Affected, affected } from "../../functions/model/announcing/liveness/affected.ts";
import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { ProbeRecord } from "../../functions/model/announcing/liveness/probe.ts";
import type { Signatures } from "../../functions/model/announcing/liveness/signature.ts";
import type { Peers } from "../peers/peers.ts";
import type { LeaseEvidence } from "./lease_evidence.ts";
import type { Unheard } from "./unheard.ts";

export interface PeerWatchOptions {
  readonly peers: Peers;
  readonly evidence: LeaseEvidence;
  readonly unheard: Unheard;
  /** Renews this node's Lease now. */
  readonly renew: () => void;
}

export interface Watched {
  readonly peers: ReadonlyMap<string, Peer>;
  readonly signatures: ReadonlyMap<string, Signatures>;
  readonly news: Affected;
}

export class PeerWatch {
  readonly #options: PeerWatchOptions;
  #before: Omit<Watched, "news"> = { peers: new Map(), signatures: new Map() };

  constructor(options: PeerWatchOptions) {
    this.#options = options;
  }

  get signatures(): ReadonlyMap<string, Signatures> {
    return this.#before.signatures;
  }

  turn(probes: ReadonlyMap<string, ProbeRecord>, now: number): Watched {
    const { peers, evidence, unheard, renew } = this.#options;
    const view = peers.view(probes, now);
    const signatures = evidence.look(view, now);
    if (unheard.look(view, now)) renew();
    unheard.tell(view, signatures, now);
    const isSame = sameSignatures(signatures, this.#before.signatures);
    const news = isSame ? affected(this.#before.peers, view) : "all";
    this.#before = { peers: view, signatures };
    return { peers: view, signatures, news };
  }
}

function sameSignatures(one: ReadonlyMap<string, Signatures>, other: ReadonlyMap<string, Signatures>): boolean {
  return one.size === other.size && one.entries().every(([node, { announcer, kubelet }]) => {
    const before = other.get(node);
    return before?.announcer === announcer && before.kubelet === kubelet;
  });
}
