/**
 * Keeps one daemon of FRR at its wanted configuration, even if it starts late, restarts, or is changed by another
 * program.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import type { FrrDaemon } from "../../functions/model/frr/statement.ts";
import type { Refusal } from "../../functions/model/frr/refusals.ts";
import { DaemonConfiguration, type Outcome, sameWanted, type Wanted } from "./daemon_configuration.ts";
import { Vty, type VtyAnswer } from "./vty.ts";

/** An event of a daemon. */
export type DaemonNews =
  /** `missing`: the daemon has not answered for a while. */
  | { readonly news: "connected" | "lost" | "missing"; readonly daemon: FrrDaemon }
  | {
    readonly news: "configured";
    readonly daemon: FrrDaemon;
    readonly commands: number;
    /** The configuration that was sent to the daemon. */
    readonly wanted: Wanted;
    /** The configuration that the daemon runs: see `taken` in daemon_configuration.ts. */
    readonly taken: Wanted;
    readonly refusals: readonly Refusal[];
    /**
     * True if only this happened since the last report: another program changed the daemon's configuration, and the
     * change was undone.
     */
    readonly isMended: boolean;
  }
  | { readonly news: "postponed"; readonly daemon: FrrDaemon; readonly words: string };

export interface KeeperOptions {
  readonly daemon: FrrDaemon;
  /** The daemon's socket. */
  readonly path: string;
  readonly report: (news: DaemonNews) => void;
  /**
   * The interval at which the running configuration is compared with the wanted one if nothing changes, in ms; by
   * default 60 s.
   */
  readonly compareEveryMs?: number;
}

const retryMs = 100;
const compareEveryMs = 60_000;
const missingAfterMs = 2_000;
/** A daemon that does not answer within this time, in ms, counts as hanging. */
export const hangsAfterMs = 3_000;
/**
 * The connections to a daemon that has hung for this time are closed, and opened again when it answers: then no answer
 * is lost or mistaken for another. The time is longer than `hangsAfterMs`, since a large configuration takes some
 * seconds.
 */
const givenUpAfterMs = 10_000;
const lookEveryMs = 5_000;

export class DaemonKeeper {
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #wanted: Wanted | undefined;
  #bell = Promise.withResolvers<void>();
  #reported: Extract<DaemonNews, { news: "configured" }> | undefined;
  #vty: Vty | undefined;
  #questions: Vty | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** The connection that configures the daemon; undefined while the daemon does not run. */
  get vty(): Vty | undefined {
    return this.#vty;
  }

  /**
   * Sends a question to the daemon, on a second connection, since the first may be in configuration mode. Undefined if
   * the daemon does not run, or hangs.
   */
  async ask(question: string): Promise<VtyAnswer | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, hangsAfterMs, undefined);
    const answer = await Promise.race([this.#questions?.ask(question), late]);
    clearTimeout(timer);
    return answer;
  }

  /** Sets the wanted configuration; it replaces an earlier one. */
  want(wanted: Wanted): void {
    if (this.#wanted !== undefined && sameWanted(this.#wanted, wanted)) return;
    this.#wanted = wanted;
    this.#bell.resolve();
  }

  /** Stops, and leaves the daemon's configuration as it is. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#bell.resolve();
    this.#vty?.close();
    this.#questions?.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { daemon, path, report } = this.#options;
    let failingSince: number | undefined;
    let isReported = false;
    while (!this.#stopping.signal.aborted) {
      const since = failingSince ??= performance.now();
      const vty = await Vty.connect(path, hangsAfterMs).catch(() => undefined);
      const questions = vty && await Vty.connect(path, hangsAfterMs).catch(() => undefined);
      if (vty !== undefined && questions !== undefined) {
        failingSince = undefined;
        isReported = false;
        await this.#serve(vty, questions);
      } else if (!isReported && performance.now() - since >= missingAfterMs) {
        isReported = true;
        report({ news: "missing", daemon });
      }
      vty?.close();
      await pause(retryMs, this.#stopping.signal);
    }
  }

  async #serve(vty: Vty, questions: Vty): Promise<void> {
    const { daemon, report } = this.#options;
    this.#vty = vty;
    this.#questions = questions;
    report({ news: "connected", daemon });
    this.#reported = undefined;
    const configuration = new DaemonConfiguration(daemon, vty);
    let gone = false;
    const ended = Promise.race([vty.ended, questions.ended]).then(() => {
      gone = true;
      this.#bell.resolve();
    });
    const watching = this.#watch(vty, questions);
    while (!gone && !this.#stopping.signal.aborted) {
      this.#bell = Promise.withResolvers();
      const wanted = this.#wanted;
      if (wanted !== undefined) {
        const outcome = await configuration.apply(wanted);
        if (!gone) this.#reportOutcome(outcome, wanted);
        if (outcome.result === "postponed" && !gone) {
          await pause(retryMs, this.#stopping.signal);
          continue;
        }
      }
      if (!gone && wanted === this.#wanted) await this.#rest();
    }
    vty.close();
    questions.close();
    await Promise.all([ended, vty.ended, questions.ended, watching]);
    this.#vty = undefined;
    this.#questions = undefined;
    if (!this.#stopping.signal.aborted) report({ news: "lost", daemon });
  }

  /** Closes the connections if the daemon hangs, since they do not end while its process and its socket exist. */
  async #watch(vty: Vty, questions: Vty): Promise<void> {
    const ended = new AbortController();
    void questions.ended.then(() => ended.abort());
    while (!ended.signal.aborted) {
      const answered = new AbortController();
      void questions.ask("enable").then(() => answered.abort());
      await pause(givenUpAfterMs, answered.signal);
      if (!answered.signal.aborted) {
        vty.close();
        questions.close();
      }
      await pause(lookEveryMs, ended.signal);
    }
  }

  /** Waits for an event, or until it is time to compare. */
  async #rest(): Promise<void> {
    const timer = setTimeout(this.#bell.resolve, this.#options.compareEveryMs ?? compareEveryMs);
    await this.#bell.promise;
    clearTimeout(timer);
  }

  #reportOutcome(outcome: Outcome, wanted: Wanted): void {
    const { daemon, report } = this.#options;
    if (outcome.result === "postponed") return report({ news: "postponed", daemon, words: outcome.words });
    const { commands, taken, refusals, wasChanged } = outcome;
    const before = this.#reported;
    const isSame = before?.wanted === wanted && JSON.stringify(before.refusals) === JSON.stringify(refusals);
    // Each comparison sends a refused command again. That is no news if the daemon refuses the same commands.
    if (isSame && !wasChanged) return;
    this.#reported = { news: "configured", daemon, commands, wanted, taken, refusals, isMended: isSame };
    report(this.#reported);
  }
}
