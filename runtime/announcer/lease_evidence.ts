/**
 * Reads the Leases of peers whose heartbeats do not arrive. A reading proves more than a watch without events, since
 * the watch may be broken.
 *
 * Why: docs/adr/0025-signed-evidence.md
 *
 * @module
 */

import {
  announcerSignature,
  kubeletSignature,
  type LeaseRecord,
  type Signatures,
} from "../../functions/model/announcing/liveness/signature.ts";
import { livenessOf, type Peer } from "../../functions/model/announcing/liveness/peer.ts";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { compareResourceVersions } from "../store/resource_version.ts";
import type { Store } from "../store/store.ts";

/** The namespace where kubelets keep their Leases. */
const kubeletNamespace = "kube-node-lease";

/**
 * The time between two readings of a Lease: `closeMs` in the first `closeForMs` of the silence, since the decision
 * about the peer falls then; `laterMs` after that.
 */
const closeMs = 500;
const laterMs = 2_000;
const closeForMs = 3_500;
const patienceMs = 1_000;

type Reader = Pick<Store, "list">;

export interface LeaseEvidenceOptions {
  readonly namespace: string;
  readonly store: Reader;
  readonly clock: () => number;
}

/** A renewal, and when it was seen. */
interface Seen {
  readonly renewal: string | undefined;
  readonly at: number;
}

interface Reading {
  readonly node: string;
  /** The last heartbeat of the node, before the silence in which its Leases are read; undefined: it was never heard. */
  readonly heardAt: number | undefined;
  /** `heardAt`, or the beginning of the readings if the node was never heard. */
  readonly silentSince: number;
  record: LeaseRecord | undefined;
  /** The last renewal that was seen. */
  renewal: string | undefined;
  changedAt: number;
  nextAt: number;
  isUnderWay: boolean;
  /** True until the first reading has succeeded or failed. */
  isFirstAwaited: boolean;
}

export class LeaseEvidence {
  readonly #options: LeaseEvidenceOptions;
  readonly #readings = new Map<string, Reading>();
  /** By node: the last seen resourceVersion of its announcer's Lease, and when it was seen. */
  readonly #versions = new Map<string, { readonly version: string; readonly at: number }>();
  /**
   * By node: the last renewal that the watch reported, and when. The first one may be old, so its time is -Infinity.
   */
  readonly #watched = new Map<string, Seen>();

  constructor(options: LeaseEvidenceOptions) {
    this.#options = options;
  }

  /** Notes the Lease of a peer's announcer, as the watch reports it. */
  watched(node: string, lease: Lease): void {
    this.#sawVersion(node, lease, -Infinity);
    const before = this.#watched.get(node);
    const renewal = lease.spec?.renewTime;
    if (before?.renewal === renewal && before !== undefined) return;
    this.#watched.set(node, { renewal, at: before === undefined ? -Infinity : this.#options.clock() });
    const reading = this.#readings.get(announcerKey(node));
    if (reading !== undefined) this.#note(reading, renewal);
  }

  /** Starts to read the due Leases of peers whose heartbeats do not arrive; returns what earlier readings prove. */
  look(peers: ReadonlyMap<string, Peer>, now: number): ReadonlyMap<string, Signatures> {
    this.#forgetHeard(peers);
    const signatures = new Map<string, Signatures>();
    for (const [node, peer] of peers) {
      const liveness = livenessOf(peer, []);
      if (peer.networks.length === 0 || liveness === "alive") continue;
      const silence = { node, heardAt: peer.heardAt, silentSince: peer.heardAt ?? now };
      const announcer = this.#reading(announcerKey(node), silence, this.#watched.get(node));
      const silentMs = now - announcer.silentSince;
      // Until the first reading ends, the evidence is open, so that a holder does not believe frames on the wire.
      const signature = announcer.isFirstAwaited
        ? "open"
        : announcerSignature(announcer.record, announcer.silentSince, now);
      // The Lease of a node that is proven dead is read again only after the watch has reported a renewal.
      if (signature !== "dead") {
        const selection = announcerSelection(this.#options.namespace, node);
        this.#read(announcer, selection, silentMs, (lease, askedAt) => this.#sawVersion(node, lease, askedAt));
      }
      let kubelet: LeaseRecord | undefined;
      if (liveness === "announcerDown") {
        const reading = this.#reading(kubeletKey(node), silence);
        kubelet = reading.record;
        this.#read(reading, { namespace: kubeletNamespace, name: node }, silentMs);
      }
      const leaseVersion = this.#versions.get(node)?.version;
      signatures.set(node, {
        announcer: signature,
        kubelet: kubeletSignature(kubelet, now),
        ...(leaseVersion !== undefined && { leaseVersion }),
      });
    }
    return signatures;
  }

  /**
   * Forgets the readings of peers that have been heard since, or are no longer peers. A reading stays if a peer only
   * seems alive after a stall of this node, or if answers for the peer's own address come and go: otherwise an attacker
   * could delay a takeover without end.
   */
  #forgetHeard(peers: ReadonlyMap<string, Peer>): void {
    for (const [key, { node, heardAt }] of this.#readings) {
      const peer = peers.get(node);
      if (peer === undefined || peer.networks.length === 0 || peer.heardAt !== heardAt) this.#readings.delete(key);
    }
  }

  #reading(key: string, silence: Pick<Reading, "node" | "heardAt" | "silentSince">, watched?: Seen): Reading {
    const before = this.#readings.get(key);
    if (before !== undefined) return before;
    const reading = {
      ...silence,
      record: undefined,
      renewal: watched?.renewal,
      changedAt: watched?.at ?? -Infinity,
      nextAt: 0,
      isUnderWay: false,
      isFirstAwaited: true,
    };
    this.#readings.set(key, reading);
    return reading;
  }

  #read(reading: Reading, at: Place, silentMs: number, onLease?: OnLease): void {
    const { clock } = this.#options;
    if (reading.isUnderWay || clock() < reading.nextAt) return;
    reading.isUnderWay = true;
    reading.nextAt = clock() + (silentMs < closeForMs ? closeMs : laterMs);
    void this.#list(reading, at, onLease).finally(() => reading.isUnderWay = false);
  }

  async #list(reading: Reading, { namespace, name }: Place, onLease?: OnLease): Promise<void> {
    const { store, clock } = this.#options;
    const askedAt = clock();
    const selection = { kind: "Lease", namespace, fields: { "metadata.name": name } } as const;
    const listing = await store.list(selection, AbortSignal.timeout(patienceMs)).catch(() => undefined);
    reading.isFirstAwaited = false;
    const lease = listing?.outcome === "listed"
      ? listing.objects.find(({ metadata }) => metadata.name === name)
      : undefined;
    if (lease === undefined) {
      reading.record = undefined;
      return;
    }
    onLease?.(lease, askedAt);
    // The API server's answer shows the state at the time of the request or later.
    if (reading.record === undefined) {
      reading.record = { changedAt: reading.changedAt, steadySince: askedAt, readAt: askedAt };
    }
    const isFirst = reading.renewal === undefined;
    if (isFirst) reading.renewal = lease.spec?.renewTime;
    this.#note(reading, lease.spec?.renewTime);
    reading.record = { ...reading.record, readAt: askedAt };
  }

  /**
   * Keeps the latest version, since the watch may report an older version than a reading. But if a reading that was
   * asked for later shows an older version, etcd was restored from a backup.
   */
  #sawVersion(node: string, { metadata: { resourceVersion } }: Lease, askedAt: number): void {
    if (resourceVersion === undefined) return;
    const known = this.#versions.get(node);
    if (known === undefined || askedAt > known.at || compareResourceVersions(resourceVersion, known.version) > 0) {
      this.#versions.set(node, { version: resourceVersion, at: this.#options.clock() });
    }
  }

  #note(reading: Reading, renewal: string | undefined): void {
    if (renewal === reading.renewal) return;
    reading.renewal = renewal;
    reading.changedAt = this.#options.clock();
    if (reading.record === undefined) return;
    const { changedAt } = reading;
    reading.record = { ...reading.record, changedAt, steadySince: changedAt };
  }
}

/** Called with the Lease that was read, and with the time of the request. */
type OnLease = (lease: Lease, askedAt: number) => void;

interface Place {
  readonly namespace: string;
  readonly name: string;
}

function announcerSelection(namespace: string, node: string): Place {
  return { namespace, name: announcerLeaseName(node) };
}

function announcerKey(node: string): string {
  return `announcer ${node}`;
}

function kubeletKey(node: string): string {
  return `kubelet ${node}`;
}
