/**
 * Keeps one daemon of FRR at what it should do, also when it comes late, restarts, or somebody changes its mind.
 *
 * @module
 */

import type { FrrDaemon } from "../../functions/model/bgp/frr_statement.ts";
import { DaemonConfiguration, type Outcome, sameWanted, type Wanted } from "./daemon_configuration.ts";
import { Vty, type VtyAnswer } from "./vty.ts";

/** What happened to a daemon. */
export type DaemonNews =
  /** It is missing when nobody answers for a while. */
  | { readonly news: "connected" | "lost" | "missing"; readonly daemon: FrrDaemon }
  | { readonly news: "configured"; readonly daemon: FrrDaemon; readonly commands: number; readonly wanted: Wanted }
  | { readonly news: "refused"; readonly daemon: FrrDaemon; readonly command: string; readonly words: string }
  | { readonly news: "postponed"; readonly daemon: FrrDaemon; readonly words: string };

export interface KeeperOptions {
  readonly daemon: FrrDaemon;
  /** The daemon's socket. */
  readonly path: string;
  readonly report: (news: DaemonNews) => void;
}

const retryMs = 100;
const missingAfter = 20;
/** A daemon that has not answered for so long hangs. */
export const hangsAfterMs = 3_000;

export class DaemonKeeper {
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #wanted: Wanted | undefined;
  #bell = Promise.withResolvers<void>();
  #vty: Vty | undefined;
  #questions: Vty | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** The conversation in which the daemon is configured; undefined: it is not there. */
  get vty(): Vty | undefined {
    return this.#vty;
  }

  /**
   * Asks what the daemon knows, in a conversation of its own: in one that is configuring nothing can be asked. Undefined: it is not
   * there, or hangs.
   */
  async ask(question: string): Promise<VtyAnswer | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, hangsAfterMs, undefined);
    const answer = await Promise.race([this.#questions?.ask(question), late]);
    clearTimeout(timer);
    return answer;
  }

  /** The latest counts. */
  want(wanted: Wanted): void {
    if (this.#wanted !== undefined && sameWanted(this.#wanted, wanted)) return;
    this.#wanted = wanted;
    this.#bell.resolve();
  }

  /** Leaves the daemon as it is. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#bell.resolve();
    this.#vty?.close();
    this.#questions?.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { daemon, path, report } = this.#options;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const vty = await Vty.connect(path).catch(() => undefined);
      const questions = vty && await Vty.connect(path).catch(() => undefined);
      failures = questions === undefined ? failures + 1 : 0;
      if (vty !== undefined && questions !== undefined) await this.#serve(vty, questions);
      vty?.close();
      if (failures === missingAfter) report({ news: "missing", daemon });
      await pause(retryMs, this.#stopping.signal);
    }
  }

  async #serve(vty: Vty, questions: Vty): Promise<void> {
    const { daemon, report } = this.#options;
    this.#vty = vty;
    this.#questions = questions;
    report({ news: "connected", daemon });
    const configuration = new DaemonConfiguration(daemon, vty);
    let gone = false;
    const ended = Promise.race([vty.ended, questions.ended]).then(() => {
      gone = true;
      this.#bell.resolve();
    });
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
      if (!gone && wanted === this.#wanted) await this.#bell.promise;
    }
    vty.close();
    questions.close();
    await Promise.all([ended, vty.ended, questions.ended]);
    this.#vty = undefined;
    this.#questions = undefined;
    if (!this.#stopping.signal.aborted) report({ news: "lost", daemon });
  }

  #reportOutcome(outcome: Outcome, wanted: Wanted): void {
    const { daemon, report } = this.#options;
    switch (outcome.result) {
      case "done":
        return report({ news: "configured", daemon, commands: outcome.commands, wanted });
      case "refused":
        return report({ news: "refused", daemon, command: outcome.command, words: outcome.words });
      case "postponed":
        return report({ news: "postponed", daemon, words: outcome.words });
    }
  }
}

/** Ends early when the signal comes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  const timer = setTimeout(end, ms);
  signal.addEventListener("abort", end, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
}
