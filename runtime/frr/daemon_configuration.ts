/**
 * One daemon of FRR, led from what it does to what it should do.
 *
 * @module
 */

import { type Passwords, withoutPasswords, withPasswords } from "../../functions/model/bgp/bgp_password.ts";
import { changesOf } from "../../functions/model/bgp/frr_changes.ts";
import {
  type FrrDaemon,
  parseStatements,
  type Statement,
  statementsText,
} from "../../functions/model/bgp/frr_statement.ts";
import type { Vty } from "./vty.ts";

/** What a daemon should do. */
export interface Wanted {
  /** Without the passwords. */
  readonly statements: readonly Statement[];
  readonly passwords: Passwords;
}

/** How it went: what was refused is undone, so that what held before holds again. */
export type Outcome =
  | { readonly result: "done"; readonly commands: number }
  | { readonly result: "refused"; readonly command: string; readonly words: string }
  /** Somebody else is at it, or the daemon went away: try again. */
  | { readonly result: "postponed"; readonly words: string };

/** Remembers what it told the daemon for as long as the daemon looks the same, however FRR words it. */
export class DaemonConfiguration {
  readonly #daemon: FrrDaemon;
  readonly #vty: Vty;
  #told: { readonly statements: readonly Statement[]; readonly running: string } | undefined;

  constructor(daemon: FrrDaemon, vty: Vty) {
    this.#daemon = daemon;
    this.#vty = vty;
  }

  async apply(wanted: Wanted): Promise<Outcome> {
    const statements = withPasswords(wanted.statements, wanted.passwords);
    const before = await this.#present(statements);
    if (before === undefined) return { result: "postponed", words: "the daemon went away" };
    const commands = changesOf(before, statements);
    const outcome = await this.#tell(commands, wanted.passwords);
    if (outcome.result === "refused") await this.#undo(before, statements);
    if (outcome.result === "done") await this.#remember(statements);
    return outcome;
  }

  async #present(wanted: readonly Statement[]): Promise<readonly Statement[] | undefined> {
    const running = (await this.#vty.ask("show running-config"))?.words;
    if (running === undefined) return undefined;
    return running === this.#told?.running
      ? this.#told.statements
      : ours(this.#daemon, parseStatements(running), wanted);
  }

  async #remember(statements: readonly Statement[]): Promise<void> {
    const running = (await this.#vty.ask("show running-config"))?.words;
    if (running !== undefined) this.#told = { statements, running };
  }

  async #tell(commands: readonly string[], passwords: Passwords): Promise<Outcome> {
    if (commands.length === 0) return { result: "done", commands: 0 };
    const enter = await this.#vty.ask("configure terminal");
    if (enter?.ok !== true) return { result: "postponed", words: enter?.words ?? "the daemon went away" };
    try {
      for (const command of commands) {
        const answer = await this.#vty.ask(command);
        if (answer === undefined) return { result: "postponed", words: "the daemon went away" };
        if (!answer.ok) {
          const [said, words] = [command, answer.words].map((text) => withoutPasswords(text, passwords));
          return { result: "refused", command: said ?? "", words: words ?? "" };
        }
      }
    } finally {
      await this.#vty.ask("end");
    }
    return { result: "done", commands: commands.length };
  }

  async #undo(before: readonly Statement[], refused: readonly Statement[]): Promise<void> {
    this.#told = undefined;
    const now = await this.#present([...before, ...refused]);
    if (now === undefined) return;
    await this.#vty.ask("configure terminal");
    for (const command of changesOf(now, before)) await this.#vty.ask(command);
    await this.#vty.ask("end");
    await this.#remember(before);
  }
}

/** What this program decides. Of zebra, which others may use, only the lines that it wants itself. */
function ours(
  daemon: FrrDaemon,
  running: readonly Statement[],
  wanted: readonly Statement[],
): readonly Statement[] {
  switch (daemon) {
    case "bgpd":
      return running.filter(({ line }) => ofBGP.test(line));
    case "bfdd":
      return running.filter(({ line }) => line === "bfd");
    case "zebra":
      return running.filter(({ line }) => wanted.some((each) => each.line === line)).map((each) =>
        each.inner === undefined ? each : {
          line: each.line,
          inner: ours("zebra", each.inner, wanted.find(({ line }) => line === each.line)?.inner ?? []),
        }
      );
  }
}

/** Routers, and what they refer to. */
const ofBGP =
  /^(router bgp|route-map|access-list|(ip|ipv6) (prefix-list|access-list)|bgp (route-map|as-path|(large-|ext)?community-list)) /;

/** Whether both say the same. */
export function sameWanted(one: Wanted, other: Wanted): boolean {
  return one === other || (
    [...one.passwords].join("\n") === [...other.passwords].join("\n") &&
    statementsText(one.statements) === statementsText(other.statements)
  );
}
