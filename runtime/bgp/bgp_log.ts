/**
 * Logs the BGP events of a node: sessions up and down, configuration that FRR accepts or refuses, and faults of
 * objects.
 *
 * @module
 */

import type { Fault } from "../../functions/model/fault.ts";
import type { FrrNews } from "../frr/frr.ts";
import { postponedMessage, refusalMessage } from "../../functions/model/frr/messages.ts";
import { logger } from "../ground/log.ts";
import { isUp, type PeerStanding } from "./peer_standing.ts";

const log = logger("bgp");

export class BGPLog {
  #up = new Map<string, boolean>();
  #faults: ReadonlySet<string> = new Set();
  /** The last logged trouble, by daemon. */
  readonly #troubles = new Map<string, string>();

  news(news: FrrNews): void {
    switch (news.news) {
      case "connected":
        return log.info("FRR's {daemon} is connected", { daemon: news.daemon });
      case "lost":
        return log.warn("FRR's {daemon} has gone or hangs; its configuration is compared again when it is back", {
          daemon: news.daemon,
        });
      case "missing":
        return log.error("FRR's {daemon} does not answer; waiting for it", { daemon: news.daemon });
      case "configured":
        return this.#configured(news);
      case "postponed":
        return this.#once(news.daemon, postponedMessage(news.words));
      case "unwritten":
        return log.error("{words}", { words: news.words });
      case "written":
        return log.debug("Wrote {path}", { path: news.words });
    }
  }

  peers(peers: readonly PeerStanding[]): void {
    const now = new Map(peers.map((peer) => [peer.name, isUp(peer)]));
    for (const peer of peers) {
      const { name, neighbor } = peer;
      const was = this.#up.get(name) ?? false;
      if (isUp(peer) && !was) log.info("The session with {peer} ({neighbor}) is up", { peer: name, neighbor });
      if (!isUp(peer) && was) {
        const state = peer.session?.state ?? "unknown";
        log.warn("The session with {peer} ({neighbor}) is down: {state}", { peer: name, neighbor, state });
      }
    }
    this.#up = now;
  }

  faults(faults: readonly Fault[]): void {
    const lines = new Map(faults.map((fault) => [
      `${fault.object.kind} ${fault.object.name}: ${fault.field}: ${fault.message}`,
      fault.severity,
    ]));
    for (const [line, severity] of lines) {
      if (!this.#faults.has(line)) log[severity === "error" ? "error" : "warn"]("{line}", { line });
    }
    this.#faults = new Set(lines.keys());
  }

  #configured({ daemon, commands, refusals, isMended }: Extract<FrrNews, { news: "configured" }>): void {
    if (isMended) {
      log.warn("Another program changed the configuration of FRR's {daemon}; {commands} commands restored it", {
        daemon,
        commands,
      });
    } else if (commands > 0) log.info("FRR's {daemon} accepted {commands} commands", { daemon, commands });
    this.#once(daemon, refusals.map(refusalMessage).join("; "));
  }

  /** Logs a trouble once, although each retry reports it. */
  #once(daemon: string, words: string): void {
    if ((this.#troubles.get(daemon) ?? "") === words) return;
    this.#troubles.set(daemon, words);
    if (words !== "") log.error("FRR's {daemon}: {words}", { daemon, words });
  }
}
