/**
 * The last decision for each address, kept from pass to pass. A pass looks only at the addresses whose decision may
 * change.
 *
 * @module
 */

import type { OnLink } from "../../functions/model/announcing/liveness/probe.ts";
import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { Affected } from "../../functions/model/announcing/liveness/affected.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import type { HoldingEntry } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import type { Announcing, AnswerTable } from "../../functions/model/announcing/duties/situation.ts";
import { suspended } from "../../functions/model/announcing/duties/after_stall.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";

/** The interval at which every address is decided again, in case a change was missed. */
const lookAgainMs = 60_000;

export class Decisions {
  #duties = new Map<string, Duty>();
  readonly #answers = new Map<string, Readonly<Record<string, string>>>();
  readonly #probes = new Map<string, readonly OnLink[]>();
  readonly #holdings = new Map<string, HoldingEntry>();
  readonly #resyncs = new Map<string, Instant>();
  #resyncAt: Instant = Infinity;
  #lookAgainAt: Instant | undefined;
  #asked: readonly OnLink[] | undefined;

  get duties(): ReadonlyMap<string, Duty> {
    return this.#duties;
  }

  get answers(): AnswerTable {
    return this.#answers;
  }

  /** The probes to send; the same array until another decision is made. */
  get probes(): readonly OnLink[] {
    return this.#asked ??= [...this.#probes.values()].flat();
  }

  /**
   * True if the decision on this address waits for the answer to a probe. Probes for verification and for the liveness
   * of peers do not count.
   */
  asksFor(address: string): boolean {
    return this.#probes.has(address);
  }

  /** The entries of this node's heartbeats. An address keeps its place in the list while it has an entry. */
  get holdings(): readonly HoldingEntry[] {
    return [...this.#holdings.values()];
  }

  /** True if an address waits for the first heartbeats of its peers. */
  get isLearning(): boolean {
    return this.#duties.values().some((duty) => duty.state === "learning");
  }

  /** The addresses whose holder is silent on some network, and for which this node is a standby or a surrogate. */
  behindQuiet(peers: ReadonlyMap<string, Peer>): ReadonlySet<string> {
    const isQuiet = (node: string): boolean =>
      peers.get(node)?.networks.some(({ liveness }) => liveness !== "alive") === true;
    return new Set(
      [...this.#duties.values()].flatMap((duty) =>
        (duty.state === "standby" || duty.role === "surrogate") && isQuiet(duty.holder) ? [duty.address] : []
      ),
    );
  }

  /** The earliest instant at which a decision may change without an event. */
  get resyncAt(): Instant {
    return this.#resyncAt;
  }

  /** The addresses whose decision may have changed without an event; once a minute, all addresses. */
  due(now: Instant): Affected {
    this.#lookAgainAt ??= now + lookAgainMs;
    if (now >= this.#lookAgainAt) {
      this.#lookAgainAt = now + lookAgainMs;
      return "all";
    }
    if (now < this.#resyncAt) return new Set();
    return new Set([...this.#resyncs].flatMap(([address, at]) => at <= now ? [address] : []));
  }

  /** Stores the decisions for the addresses in `looked`; returns their previous duties. */
  take(looked: ReadonlySet<string>, announcing: Announcing): ReadonlyMap<string, Duty> {
    const { duties, answers, resyncAt } = announcing;
    const probes = Map.groupBy(announcing.probes, ({ address }) => address);
    const holdings = new Map(
      [...announcing.claims, ...announcing.declines.map(declined)].map((each) => [each.address, each]),
    );
    const before = new Map<string, Duty>();
    this.#asked = undefined;
    for (const address of looked) {
      put(before, address, this.#duties);
      put(this.#duties, address, duties);
      put(this.#answers, address, answers);
      put(this.#probes, address, probes);
      put(this.#holdings, address, holdings);
      put(this.#resyncs, address, resyncAt);
    }
    this.#resyncAt = this.#resyncs.values().reduce((first, at) => Math.min(first, at), Infinity);
    return before;
  }

  /** After a stall this node answers for nothing until the next pass. */
  suspend(): void {
    this.#duties = new Map(suspended(this.#duties));
    this.#answers.clear();
  }

  /** Every address with a decision. */
  get addresses(): Iterable<string> {
    return [...this.#duties.keys(), ...this.#holdings.keys()];
  }
}

function declined(address: string): HoldingEntry {
  return { address, declined: true };
}

function put<Value>(into: Map<string, Value>, address: string, from: ReadonlyMap<string, Value>): void {
  const value = from.get(address);
  if (value === undefined) into.delete(address);
  else into.set(address, value);
}
