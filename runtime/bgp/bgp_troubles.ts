/**
 * What keeps a node's FRR from doing what it should, as its daemons tell.
 *
 * @module
 */

import type { FrrDaemon, Statement } from "../../functions/model/bgp/frr_statement.ts";
import type { FrrNews } from "../frr/frr.ts";

export class BGPTroubles {
  readonly #missing = new Set<FrrDaemon>();
  readonly #refusals = new Map<FrrDaemon, string>();
  #unwritten: string | undefined;
  #announced: ReadonlySet<string> = new Set();

  /** What FRR announces by what it was told last and took. */
  get announced(): ReadonlySet<string> {
    return this.#announced;
  }

  /** Whether it refused what it was told last. */
  get isRefused(): boolean {
    return this.#refusals.size > 0;
  }

  /** In sentences, without any password. */
  get sentences(): readonly string[] {
    return [
      ...[...this.#missing].map((daemon) => `FRR's ${daemon} does not answer; see the container frr`),
      ...this.#refusals.values(),
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
        this.#refusals.delete(news.daemon);
        if (news.daemon === "bgpd") this.#announced = prefixesIn(news.wanted.statements);
        return;
      case "refused":
        this.#refusals.set(news.daemon, `FRR refuses "${news.command}": ${news.words}; what held before goes on`);
        return;
      case "postponed":
        this.#refusals.set(news.daemon, `FRR's ${news.daemon} takes nothing now: ${news.words}`);
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
