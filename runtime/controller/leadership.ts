/**
 * Takes the lead when it is free, keeps it by renewing a Lease, and runs what only one may run while it has it.
 *
 * @module
 */

import { deadline } from "../deadline.ts";
import { Bell } from "../host/bell.ts";
import { logger } from "../log.ts";
import type { Outcome, Store, Write } from "../store/store.ts";
import { LeaseView } from "./lease_view.ts";
import { type Contender, leadershipTurn, release } from "./leadership_turn.ts";

const log = logger("leadership");

export interface LeadershipOptions {
  readonly store: Store;
  readonly contender: Contender;
  /** What only the leader runs. `isLeader` is to be asked right before each effect; the signal aborts when the lead is lost. */
  readonly term: (isLeader: () => boolean, signal: AbortSignal) => Promise<void>;
  readonly timing?: Partial<LeadershipTiming>;
}

export interface LeadershipTiming {
  readonly renewMs: number;
  /** After a renewal that failed. */
  readonly retryMs: number;
  /** How long before others may take the Lease this one stops to think that it leads: time for what is on its way. */
  readonly marginMs: number;
  /** How long an answer is waited for. */
  readonly answerMs: number;
}

const usualTiming: LeadershipTiming = { renewMs: 1_000, retryMs: 300, marginMs: 1_500, answerMs: 3_000 };

export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #timing: LeadershipTiming;
  readonly #bell = new Bell();
  readonly #view = new LeaseView(() => this.#bell.ring());
  #validUntil = -Infinity;
  #turnedAt: number | undefined;
  #term: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
  }

  /** Whether it leads at this very moment. Also right after this process was stopped for a while: it looks at the clock. */
  readonly isLeader = (): boolean => performance.now() < this.#validUntil;

  /** When it last looked at the Lease, by `performance.now()`; undefined before it has been found or found missing. */
  get turnedAt(): number | undefined {
    return this.#turnedAt;
  }

  /** Who leads as far as is known: its identity, or empty when nobody does; undefined before that has been looked for. */
  get leader(): string | undefined {
    const { isKnown, lease, unchangedMs } = this.#view;
    if (!isKnown) return undefined;
    const { holderIdentity = "", leaseDurationSeconds = 0 } = lease?.spec ?? {};
    return unchangedMs < leaseDurationSeconds * 1000 ? holderIdentity : "";
  }

  /** Contends until the signal aborts, then gives up the lead at once. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, contender } = this.#options;
    const { namespace, name } = contender;
    signal.addEventListener("abort", () => this.#bell.ring(), { once: true });
    // The Lease is followed a moment longer than the lead is kept, since giving it up needs its newest version.
    const unfollow = new AbortController();
    const selection = { kind: "Lease", namespace, fields: { "metadata.name": name } } as const;
    const following = store.follow(selection, this.#view, unfollow.signal);
    while (!signal.aborted) {
      const waitMs = this.#view.isKnown ? await this.#turn(signal) : undefined;
      if (signal.aborted) break;
      await this.#bell.heard(waitMs);
      this.#bell.mute();
    }
    await this.#endTerm();
    await this.#release();
    unfollow.abort();
    await following;
  }

  /** One look at the Lease; returns how long nothing is to be done unless it changes. */
  async #turn(signal: AbortSignal): Promise<number | undefined> {
    const { lease, unchangedMs } = this.#view;
    const { contender } = this.#options;
    this.#turnedAt = performance.now();
    if (this.#term !== undefined && (!this.isLeader() || lease?.spec?.holderIdentity !== contender.identity)) {
      log.warn("The lead is lost", { holder: lease?.spec?.holderIdentity });
      await this.#endTerm();
    }
    const turn = leadershipTurn(contender, { lease, unchangedMs, now: Date.now() });
    if ("waitMs" in turn) return turn.waitMs + Math.random() * this.#timing.retryMs;
    const sentAt = performance.now();
    const outcome = await this.#write(turn.write, signal);
    if (outcome.outcome !== "written") return this.#failed(outcome);
    this.#validUntil = sentAt + contender.durationSeconds * 1000 - this.#timing.marginMs;
    this.#view.upsert(outcome.object);
    this.#bell.mute();
    if (!signal.aborted) this.#beginTerm();
    return Math.max(0, this.#timing.renewMs * (0.9 + Math.random() / 5) - (performance.now() - sentAt));
  }

  #failed({ outcome, message }: Exclude<Outcome<"Lease">, { outcome: "written" }>): number {
    const { contender: { name, namespace } } = this.#options;
    const lease = `${namespace}/${name}`;
    if (outcome === "refused" || outcome === "unavailable") {
      log.warn("Cannot write Lease {lease}: {message}", { lease, message });
    }
    // With "conflict" and "exists" the Lease has changed: it will be seen in a moment.
    return this.#timing.retryMs * (0.5 + Math.random());
  }

  #beginTerm(): void {
    if (this.#term !== undefined) return;
    log.info("This is the leader now: {identity}", { identity: this.#options.contender.identity });
    const stop = new AbortController();
    const ended = this.#options.term(this.isLeader, stop.signal);
    this.#term = { stop, ended };
  }

  async #endTerm(): Promise<void> {
    const term = this.#term;
    term?.stop.abort();
    await term?.ended;
    this.#term = undefined;
  }

  async #release(): Promise<void> {
    const { lease } = this.#view;
    if (lease?.spec?.holderIdentity !== this.#options.contender.identity) return;
    this.#validUntil = -Infinity;
    await this.#write(release(this.#options.contender, lease, Date.now()), new AbortController().signal);
  }

  async #write(write: Write<"Lease">, signal: AbortSignal): Promise<Outcome<"Lease">> {
    using limit = deadline(this.#timing.answerMs, signal);
    return await this.#options.store.write(write, limit.signal);
  }
}
