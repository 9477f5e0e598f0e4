/**
 * What was decided last for each address, kept from pass to pass: a pass looks only at the addresses for which the answer may be
 * another than before.
 *
 * @module
 */

import type { Affected } from "../../functions/model/announcing/affected.ts";
import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { HoldingEntry } from "../../functions/model/announcing/heartbeat.ts";
import type { Announcing, AnswerTable, OnLink, Peer } from "../../functions/model/announcing/situation.ts";
import { suspended } from "../../functions/model/announcing/suspended.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";

/** How often every address is looked at anew, lest something was missed. */
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

  /** What is to be asked for; the same array until something else was decided. */
  get probes(): readonly OnLink[] {
    return this.#asked ??= [...this.#probes.values()].flat();
  }

  /** Does a decision wait for what asking for the address brings? Others ask as well: who verifies, and who listens for peers. */
  asksFor(address: string): boolean {
    return this.#probes.has(address);
  }

  /** What the peers are to be told. An address keeps its place for as long as there is something to tell of it. */
  get holdings(): readonly HoldingEntry[] {
    return [...this.#holdings.values()];
  }

  /** Is there an address that the node waits to take back until it knows what others hold? */
  isLearning(node: string): boolean {
    return this.#duties.values().some((duty) => duty.role === "waiting" && duty.holder === node);
  }

  /** The addresses whose holder is not heard on every network, where this node stands by or answers in its name. */
  behindQuiet(peers: ReadonlyMap<string, Peer>): ReadonlySet<string> {
    const isQuiet = (node: string): boolean =>
      peers.get(node)?.networks.some(({ liveness }) => liveness !== "alive") === true;
    return new Set(
      [...this.#duties.values()].flatMap((duty) =>
        (duty.role === "waiting" || duty.role === "surrogate") && isQuiet(duty.holder) ? [duty.address] : []
      ),
    );
  }

  /** When some answer may change by time alone. */
  get resyncAt(): Instant {
    return this.#resyncAt;
  }

  /** The addresses whose answer may have changed by time alone; now and then all of them. */
  due(now: Instant): Affected {
    this.#lookAgainAt ??= now + lookAgainMs;
    if (now >= this.#lookAgainAt) {
      this.#lookAgainAt = now + lookAgainMs;
      return "all";
    }
    if (now < this.#resyncAt) return new Set();
    return new Set([...this.#resyncs].flatMap(([address, at]) => at <= now ? [address] : []));
  }

  /** Takes in what was decided for the addresses that were looked at; gives the duties that they had before. */
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

  /** This process did not run for a while: it answers for nothing until the next pass. */
  suspend(): void {
    this.#duties = new Map(suspended(this.#duties));
    this.#answers.clear();
  }

  /** Every address of which anything was decided. */
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
