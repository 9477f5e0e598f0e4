/**
 * A running FRR: told what to do, and asked how it goes.
 *
 * @module
 */

import { type Passwords, withPasswords } from "../../functions/model/bgp/bgp_password.ts";
import {
  configurationText,
  type FrrConfiguration,
  type FrrDaemon,
  frrDaemons,
  type Statement,
} from "../../functions/model/bgp/frr_statement.ts";
import { writeConfigurationFile } from "./configuration_file.ts";
import type { Wanted } from "./daemon_configuration.ts";
import { DaemonKeeper, type DaemonNews, hangsAfterMs } from "./daemon_keeper.ts";
import { leaveRouters } from "./leave.ts";
import {
  type BFDCounters,
  bfdCounters,
  type BFDSession,
  bfdSessions,
  type BGPSession,
  bgpSessions,
} from "./session.ts";

export interface FrrOptions {
  /** Where the daemons' sockets are, e.g. `/run/frr`. */
  readonly folder: string;
  /** Where to keep what FRR should start with, e.g. `/etc/frr/frr.conf`; absent: nowhere. */
  readonly configurationFile?: string;
  readonly report: (news: FrrNews) => void;
}

export type FrrNews = DaemonNews | { readonly news: "unwritten" | "written"; readonly words: string };

/** What FRR is to do: the part of `route`'s answer that is for it. */
export interface FrrPlan {
  readonly configuration: FrrConfiguration;
  readonly passwords: Passwords;
}

/**
 * Tells each daemon only what changes, over the socket that `vtysh` uses: no process, nothing to be seen in a process list. A daemon
 * that comes, or comes back, is told everything.
 */
export class Frr implements AsyncDisposable {
  readonly #options: FrrOptions;
  readonly #keepers: ReadonlyMap<FrrDaemon, DaemonKeeper>;
  readonly #taken = new Map<FrrDaemon, Wanted>();
  #writing: Promise<void> = Promise.resolve();
  #written: string | undefined;
  #stopped = false;

  constructor(options: FrrOptions) {
    this.#options = options;
    this.#keepers = new Map(frrDaemons.map((daemon) => {
      const path = `${options.folder}/${daemon}.vty`;
      return [daemon, new DaemonKeeper({ daemon, path, report: (news) => this.#hear(news) })];
    }));
  }

  /** Takes effect as soon as FRR is there; what comes later takes its place. */
  want({ configuration, passwords }: FrrPlan): void {
    for (const [daemon, keeper] of this.#keepers) keeper.want({ statements: configuration[daemon], passwords });
  }

  /** Empty while bgpd is not there. */
  async bgpSessions(): Promise<readonly BGPSession[]> {
    const answer = await this.#keepers.get("bgpd")?.ask("show bgp vrf all neighbors json");
    return bgpSessions(answer?.words ?? "");
  }

  /** Empty while bfdd is not there. */
  async bfdSessions(): Promise<readonly BFDSession[]> {
    const answer = await this.#keepers.get("bfdd")?.ask("show bfd peers json");
    return bfdSessions(answer?.words ?? "");
  }

  /** Empty while bfdd is not there. */
  async bfdCounters(): Promise<readonly BFDCounters[]> {
    const answer = await this.#keepers.get("bfdd")?.ask("show bfd peers counters json");
    return bfdCounters(answer?.words ?? "");
  }

  /**
   * Takes leave of the routers: those that keep routes over a restart notice nothing; the others are told to prefer other ways, and
   * after `graceMs` (1 s by default) the sessions with them are closed. Then lets go of FRR, also of one that hangs.
   */
  async leave({ graceMs = 1000 }: { readonly graceMs?: number } = {}): Promise<void> {
    const bgpd = this.#keepers.get("bgpd")?.vty;
    const told = this.#taken.get("bgpd")?.statements;
    if (bgpd !== undefined && told !== undefined) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs + hangsAfterMs);
      await Promise.race([leaveRouters(bgpd, told, graceMs), late]);
      clearTimeout(timer);
    }
    await this.stop();
  }

  /** Lets go of FRR, which goes on with what it was last told. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.stop()));
    await this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #hear(news: DaemonNews): void {
    if (news.news === "configured") {
      this.#taken.set(news.daemon, news.wanted);
      const { configurationFile: path } = this.#options;
      if (path !== undefined && !this.#stopped) this.#writing = this.#writing.then(() => this.#write(path));
    }
    this.#options.report(news);
  }

  async #write(path: string): Promise<void> {
    const text = configurationText({ zebra: this.#said("zebra"), bfdd: this.#said("bfdd"), bgpd: this.#said("bgpd") });
    if (text === this.#written) return;
    try {
      await writeConfigurationFile(path, text);
      this.#written = text;
      this.#options.report({ news: "written", words: path });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.#options.report({ news: "unwritten", words: `Cannot write ${path}: ${words}` });
    }
  }

  #said(daemon: FrrDaemon): readonly Statement[] {
    const wanted = this.#taken.get(daemon);
    return wanted === undefined ? [] : withPasswords(wanted.statements, wanted.passwords);
  }
}
