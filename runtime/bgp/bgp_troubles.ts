/**
 * The current troubles of a node's FRR: missing daemons, configuration that a daemon refuses or does not take yet, and
 * a configuration file that cannot be written.
 *
 * @module
 */

import type { FrrDaemon, Statement } from "../../functions/model/frr/statement.ts";
import { missingMessage, postponedMessage, refusalMessage } from "../../functions/model/frr/messages.ts";
import type { FrrNews } from "../frr/frr.ts";

export class BGPTroubles {
  readonly #missing = new Set<FrrDaemon>();
  readonly #refusals = new Map<FrrDaemon, readonly string[]>();
  #unwritten: string | undefined;
  #announced: ReadonlySet<string> = new Set();

  /** The prefixes that FRR announces according to the last configuration that it accepted. */
  get announced(): ReadonlySet<string> {
    return this.#announced;
  }

  /** The troubles as sentences, without any password. */
  get sentences(): readonly string[] {
    return [
      ...[...this.#missing].map(missingMessage),
      ...[...this.#refusals.values()].flat(),
      ...(this.#unwritten === undefined ? [] : [this.#unwritten]),
    ];
  }

  note(news: FrrNews): void {
    switch (news.news) {
      case "connected":
        this.#missing.delete(news.daemon);
        return;
      case "lost":
        this.#refusals.delete(news.daemon);
        if (news.daemon === "bgpd") this.#announced = new Set();
        return;
      case "missing":
        this.#missing.add(news.daemon);
        return;
      case "configured":
        this.#refusals.set(news.daemon, news.refusals.map(refusalMessage));
        if (news.daemon === "bgpd") this.#announced = prefixesIn(news.taken.statements);
        return;
      case "postponed":
        this.#refusals.set(news.daemon, [`FRR's ${news.daemon}: ${postponedMessage(news.words)}`]);
        return;
      case "unwritten":
        this.#unwritten = news.words;
        return;
      case "written":
        this.#unwritten = undefined;
    }
  }
}

function prefixesIn(statements: readonly Statement[]): ReadonlySet<string> {
  const lines = statements.flatMap(({ inner = [] }) => inner).flatMap(({ inner = [] }) => inner);
  return new Set(lines.flatMap(({ line }) => /^network (\S+)/.exec(line)?.[1] ?? []));
}
