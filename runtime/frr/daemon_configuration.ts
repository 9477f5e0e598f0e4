/**
 * Brings one daemon of FRR from its running configuration to the wanted one.
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import { type Passwords, withoutPasswords, withPasswords } from "../../functions/model/frr/password.ts";
import { changesOf } from "../../functions/model/frr/changes.ts";
import { placed, placesOf } from "../../functions/model/frr/commands.ts";
import { ownStatements } from "../../functions/model/frr/own.ts";
import { hasLine, indispensableFor, type Refusal, withoutRefused } from "../../functions/model/frr/refusals.ts";
import {
  type FrrDaemon,
  parseStatements,
  type Statement,
  statementsText,
} from "../../functions/model/frr/statement.ts";
import type { Vty } from "./vty.ts";

/** The wanted configuration of a daemon. */
export interface Wanted {
  /** The statements, without the passwords. */
  readonly statements: readonly Statement[];
  readonly passwords: Passwords;
}

/** The result of one attempt. */
export type Outcome =
  | {
    readonly result: "done";
    readonly commands: number;
    /**
     * The configuration that the daemon runs now: the wanted one, less the refused statements and the parts that are
     * unsafe when those statements are missing (`withoutRefused`).
     */
    readonly taken: Wanted;
    /** The refusals, without the passwords. */
    readonly refusals: readonly Refusal[];
    /** True if another program had changed the daemon's configuration. */
    readonly wasChanged: boolean;
  }
  /** Another client is configuring the daemon, or the daemon went away: the caller tries again. */
  | { readonly result: "postponed"; readonly words: string };

/** The statements that the daemon accepted, and its running configuration after that. */
interface Told {
  readonly statements: readonly Statement[];
  readonly running: string;
  /**
   * The places (`placesOf`) of commands that the comparison yields although nothing differs, because FRR writes the
   * same statement in another form.
   */
  readonly residue: ReadonlySet<string>;
  /** The places that only FRR's form of the statements has. */
  readonly reworded: ReadonlySet<string>;
}

/**
 * The most rounds of comparing and sending. A further round repairs statements that FRR dropped because of the commands
 * before.
 */
const mostRounds = 5;

/**
 * Compares the running configuration with the wanted one, and sends commands, until both are the same. FRR may write a
 * statement in another form than it received. So while the daemon's own description does not change, the statements
 * that were last sent count as its running configuration.
 */
export class DaemonConfiguration {
  readonly #daemon: FrrDaemon;
  readonly #vty: Vty;
  #told: Told | undefined;

  constructor(daemon: FrrDaemon, vty: Vty) {
    this.#daemon = daemon;
    this.#vty = vty;
  }

  async apply({ statements, passwords }: Wanted): Promise<Outcome> {
    let kept = statements;
    let commands = 0;
    let before: string | undefined;
    let wasChanged = false;
    const refusals: Refusal[] = [];
    for (let round = 0; round < mostRounds; round++) {
      const running = (await this.#vty.ask("show running-config"))?.words;
      if (running === undefined) return wentAway;
      wasChanged ||= round === 0 && this.#told !== undefined && running !== this.#told.running;
      const changes = this.#changes(running, withPasswords(kept, passwords), round);
      if (running === before || this.#isOnlyWording(changes, running, kept)) {
        this.#remember(running, withPasswords(kept, passwords));
        break;
      }
      const refused = await this.#tell(changes);
      if (!Array.isArray(refused)) return refused;
      commands += changes.length;
      refusals.push(...refused.filter((each) => hasLine(kept, each) || indispensableFor(each.command) !== undefined));
      kept = withoutRefused(kept, refused);
      before = running;
    }
    const told = refusals.map((each) => hidden(each, passwords)).filter(isFirst);
    return { result: "done", commands, taken: { statements: kept, passwords }, refusals: told, wasChanged };
  }

  /**
   * The commands that are still needed. After the first round, only FRR's own description of its configuration counts.
   */
  #changes(running: string, wanted: readonly Statement[], round: number): readonly string[] {
    const before = round === 0 && running === this.#told?.running
      ? this.#told.statements
      : ownStatements(this.#daemon, parseStatements(running), wanted);
    return changesOf(before, wanted);
  }

  /**
   * True if there are no changes, or if FRR only writes the statements in another form. If a statement in FRR's form is
   * missing, another program has removed it, so the changes are needed.
   */
  #isOnlyWording(changes: readonly string[], running: string, wanted: readonly Statement[]): boolean {
    const places = placesOf(changes);
    if (places.size === 0) return true;
    if (this.#told === undefined || places.symmetricDifference(this.#told.residue).size > 0) return false;
    const shown = ownStatements(this.#daemon, parseStatements(running), wanted);
    return this.#told.reworded.isSubsetOf(placesOf(changesOf([], shown)));
  }

  #remember(running: string, statements: readonly Statement[]): void {
    if (running === this.#told?.running && statements === this.#told.statements) return;
    const before = ownStatements(this.#daemon, parseStatements(running), statements);
    const reworded = placesOf(changesOf([], before)).difference(placesOf(changesOf([], statements)));
    this.#told = { statements, running, residue: placesOf(changesOf(before, statements)), reworded };
  }

  /** Sends the commands, and continues after a refusal; returns the refusals. */
  async #tell(commands: readonly string[]): Promise<Refusal[] | Outcome> {
    const enter = await this.#vty.ask("configure terminal");
    if (enter?.ok !== true) return enter === undefined ? wentAway : { result: "postponed", words: enter.words };
    const refusals: Refusal[] = [];
    for (const { within, command, block } of placed(commands)) {
      if (isSpared({ within, command }, refusals)) continue;
      const answer = await this.#vty.ask(command);
      if (answer === undefined) return wentAway;
      if (!answer.ok && block !== "closes") refusals.push({ within, command, words: answer.words });
    }
    await this.#vty.ask("end");
    return refusals;
  }
}

/**
 * True for a command that must not be sent because of a refusal. This is a command inside a refused block, or the
 * command that opens a session (`no neighbor … shutdown`) whose AS number, interface, password or route map was
 * refused.
 */
function isSpared({ within, command }: Omit<Refusal, "words">, refusals: readonly Refusal[]): boolean {
  return refusals.some((refusal) => {
    const inside = [...refusal.within, refusal.command].every((each, depth) => within[depth] === each);
    const neighbor = indispensableFor(refusal.command);
    return inside ||
      (neighbor !== undefined && command === `no neighbor ${neighbor} shutdown` && within[0] === refusal.within[0]);
  });
}

const wentAway: Outcome = { result: "postponed", words: "the daemon went away" };

/** The refusal without the passwords. */
function hidden({ within, command, words }: Refusal, passwords: Passwords): Refusal {
  return { within, command: withoutPasswords(command, passwords), words: withoutPasswords(words, passwords) };
}

/**
 * False for later refusals about the same neighbor. If FRR refuses a neighbor, only the first refusal states the
 * reason.
 */
function isFirst({ within, command }: Refusal, index: number, all: readonly Refusal[]): boolean {
  const about = /^neighbor \S+ /.exec(command)?.[0];
  return about === undefined ||
    !all.slice(0, index).some((each) => each.within[0] === within[0] && each.command.startsWith(about));
}

/** True if both have the same statements and passwords. */
export function sameWanted(one: Wanted, other: Wanted): boolean {
  return one === other || (
    [...one.passwords].join("\n") === [...other.passwords].join("\n") &&
    statementsText(one.statements) === statementsText(other.statements)
  );
}
