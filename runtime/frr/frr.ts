/**
 * Configures a running FRR, and reads its sessions.
 *
 * @module
 */

import { causeOf } from "../ground/cause.ts";
import { type Passwords, withPasswords } from "../../functions/model/frr/password.ts";
import {
  configurationText,
  type FrrConfiguration,
  type FrrDaemon,
  frrDaemons,
  type Statement,
} from "../../functions/model/frr/statement.ts";
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
  /** The folder of the daemons' sockets, e.g. `/run/frr`. */
  readonly folder: string;
  /** The file that FRR should start with, e.g. `/etc/frr/frr.conf`; absent: no file is kept. */
  readonly configurationFile?: string;
  readonly report: (news: FrrNews) => void;
  /** The interval at which the running configuration is compared with the wanted one; see `KeeperOptions`. */
  readonly compareEveryMs?: number;
}

export type FrrNews = DaemonNews | { readonly news: "unwritten" | "written"; readonly words: string };

/** The part of the result of `route` that FRR needs. */
export interface FrrPlan {
  readonly configuration: FrrConfiguration;
  readonly passwords: Passwords;
}

/**
 * Sends each daemon only the statements that differ from its running configuration, over the socket that `vtysh` uses.
 * So no process starts, and no process list shows a password. A daemon that has started without a configuration gets
 * all statements.
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
    const { folder, compareEveryMs } = options;
    const pace = compareEveryMs === undefined ? {} : { compareEveryMs };
    this.#keepers = new Map(frrDaemons.map((daemon) => {
      const path = `${folder}/${daemon}.vty`;
      return [daemon, new DaemonKeeper({ daemon, path, report: (news) => this.#hear(news), ...pace })];
    }));
  }

  /** Sets the wanted configuration. FRR gets it as soon as it runs; a later call replaces it. */
  want({ configuration, passwords }: FrrPlan): void {
    for (const [daemon, keeper] of this.#keepers) keeper.want({ statements: configuration[daemon], passwords });
  }

  /** The BGP sessions; empty if bgpd does not answer. */
  async bgpSessions(): Promise<readonly BGPSession[]> {
    const answer = await this.#keepers.get("bgpd")?.ask("show bgp vrf all neighbors json");
    return bgpSessions(answer?.words ?? "");
  }

  /** The BFD sessions; empty if bfdd does not answer. */
  async bfdSessions(): Promise<readonly BFDSession[]> {
    const answer = await this.#keepers.get("bfdd")?.ask("show bfd peers json");
    return bfdSessions(answer?.words ?? "");
  }

  /** The counters of the BFD sessions; empty if bfdd does not answer. */
  async bfdCounters(): Promise<readonly BFDCounters[]> {
    const answer = await this.#keepers.get("bfdd")?.ask("show bfd peers counters json");
    return bfdCounters(answer?.words ?? "");
  }

  /**
   * Leaves the routers without packet loss: see `leaveRouters`; `graceMs` is 1 s by default. Then closes the
   * connections to FRR, even if FRR hangs.
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

  /** Closes the connections to FRR, which keeps its last configuration. */
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
      this.#taken.set(news.daemon, news.taken);
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
      const words = causeOf(error);
      this.#options.report({ news: "unwritten", words: `Cannot write ${path}: ${words}` });
    }
  }

  #said(daemon: FrrDaemon): readonly Statement[] {
    const wanted = this.#taken.get(daemon);
    return wanted === undefined ? [] : withPasswords(wanted.statements, wanted.passwords);
  }
}
