/**
 * Leader election: takes the Lease when it is free, renews it, and runs the leader's work meanwhile.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import { controllerRenewSeconds } from "../../functions/model/lease_times.ts";
import { deadline } from "../ground/deadline.ts";
import { Bell } from "../host/bell.ts";
import { logger, warnRarely } from "../ground/log.ts";
import { type Outcome, retryAfterMs, type Selection, type Store, type Write } from "../store/store.ts";
import { LeaseView } from "./lease_view.ts";
import { type Contender, leadershipTurn, release } from "./leadership_turn.ts";

const log = logger("leadership");

export interface LeadershipOptions {
  readonly store: Store;
  readonly contender: Contender;
  /** The leader's work. It must call `isLeader` right before each effect. The signal aborts when the lead is lost. */
  readonly term: (isLeader: () => boolean, signal: AbortSignal) => Promise<void>;
  readonly timing?: Partial<LeadershipTiming>;
}

export interface LeadershipTiming {
  readonly renewMs: number;
  /** The pause after a failed renewal. */
  readonly retryMs: number;
  /** The controller stops leading this long before the Lease runs out, so that writes in flight end in time. */
  readonly marginMs: number;
  /** The longest wait for the answer to a write or a listing. */
  readonly answerMs: number;
  /** The time without an answer after which a write is sent again, in case its connection is half-open. */
  readonly secondMs: number;
}

const usualTiming: LeadershipTiming = {
  renewMs: controllerRenewSeconds * 1_000,
  retryMs: 300,
  marginMs: 1_500,
  answerMs: 3_300,
  secondMs: 1_500,
};

/** This process's view of the leader's Lease. */
export interface LeaseSeen {
  /** How long the Lease has not changed, by the clock of this process, in milliseconds. */
  readonly unchangedMs: number;
  /** The error of the last write; absent if no write has failed since the Lease changed. */
  readonly trouble?: string;
}

export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #timing: LeadershipTiming;
  readonly #bell = new Bell();
  readonly #view = new LeaseView(() => {
    this.#trouble = undefined;
    this.#bell.ring();
  });
  #validUntil = -Infinity;
  #trouble: string | undefined;
  /** The number of failed writes of the Lease in a row. */
  #failures = 0;
  #turnedAt: number | undefined;
  #term: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
  }

  /**
   * True if this controller leads now. Reads the clock each time, so the answer is right even after the process was
   * paused.
   */
  readonly isLeader = (): boolean => performance.now() < this.#validUntil;

  /** When the loop last turned, by `performance.now()`; undefined until the first answer of the API server. */
  get turnedAt(): number | undefined {
    return this.#turnedAt;
  }

  /** The identity of the leader; empty if there is none, undefined until the first answer of the API server. */
  get leader(): string | undefined {
    const { isKnown, lease, unchangedMs } = this.#view;
    if (!isKnown) return undefined;
    const { holderIdentity = "", leaseDurationSeconds = 0 } = lease?.spec ?? {};
    return unchangedMs < leaseDurationSeconds * 1000 ? holderIdentity : "";
  }

  get leaseSeen(): LeaseSeen {
    const trouble = this.#trouble;
    return { unchangedMs: this.#view.unchangedMs, ...(trouble !== undefined && { trouble }) };
  }

  /**
   * Competes for the lead until the signal aborts. Then gives up the lead, so that another controller leads at once.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    signal.addEventListener("abort", () => this.#bell.ring(), { once: true });
    // The watch ends after the lead is given up: the write that gives it up needs the newest version of the Lease.
    const unfollow = new AbortController();
    const following = store.follow(this.#selection, this.#view, unfollow.signal);
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

  /** Acts once on the Lease; returns how long to wait, in ms, if the Lease does not change earlier. */
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
    if (outcome.outcome !== "written") return await this.#failed(outcome, signal);
    this.#failures = 0;
    this.#trouble = undefined;
    this.#validUntil = sentAt + contender.durationSeconds * 1000 - this.#timing.marginMs;
    this.#view.upsert(outcome.object);
    this.#bell.mute();
    if (!signal.aborted) this.#beginTerm();
    return Math.max(0, this.#timing.renewMs * (0.9 + Math.random() / 5) - (performance.now() - sentAt));
  }

  /** Handles a failed write; returns the pause before the next attempt, in ms. */
  async #failed(outcome: Exclude<Outcome<"Lease">, { outcome: "written" }>, signal: AbortSignal): Promise<number> {
    const { contender: { name, namespace } } = this.#options;
    if (outcome.outcome === "refused" || outcome.outcome === "unavailable") {
      const properties = { lease: `${namespace}/${name}`, message: outcome.message, failures: ++this.#failures };
      this.#trouble = outcome.message;
      warnRarely(log, "Cannot write Lease {lease}: {message}", properties);
    } else await this.#look(signal);
    return Math.max(retryAfterMs(outcome), this.#timing.retryMs * (0.5 + Math.random()));
  }

  /**
   * Lists the Lease after a conflict: its version is not the one that the watch showed. The watch may be late, or
   * half-open.
   */
  async #look(signal: AbortSignal): Promise<void> {
    using limit = deadline(this.#timing.answerMs, signal);
    const listing = await this.#options.store.list(this.#selection, limit.signal);
    if (listing.outcome !== "listed") return;
    for (const lease of listing.objects) this.#view.upsert(lease);
  }

  get #selection(): Selection<"Lease"> {
    const { namespace, name } = this.#options.contender;
    return { kind: "Lease", namespace, fields: { "metadata.name": name } };
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

  /**
   * Sends the write, and sends it again if no answer comes. Both writes have the same precondition, so only one takes
   * effect. The other write ends in a conflict or without an answer.
   */
  async #write(write: Write<"Lease">, signal: AbortSignal): Promise<Outcome<"Lease">> {
    const { answerMs, secondMs } = this.#timing;
    using limit = deadline(answerMs, signal);
    using answered = new AbortedAtEnd();
    const first = this.#options.store.write(write, limit.signal);
    const outcome = await Promise.race([first, pause(secondMs, answered.signal)]);
    if (outcome !== undefined) return outcome;
    const second = this.#options.store.write(write, limit.signal);
    const sooner = await Promise.race([first, second]);
    if (sooner.outcome === "written") return sooner;
    const [one, other] = await Promise.all([first, second]);
    return other.outcome === "written" ? other : one;
  }
}

class AbortedAtEnd extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}
