/**
 * What a node's BGP tells in the log: sessions that come and go, what FRR takes and refuses, what is wrong with objects.
 *
 * @module
 */

import type { Fault } from "../../functions/model/fault.ts";
import type { FrrNews } from "../frr/frr.ts";
import { logger } from "../log.ts";
import { isUp, type PeerStanding } from "./peer_standing.ts";

const log = logger("bgp");

export class BGPLog {
  #up = new Map<string, boolean>();
  #faults: ReadonlySet<string> = new Set();
  #refusal = "";

  news(news: FrrNews): void {
    switch (news.news) {
      case "connected":
        return log.info("FRR's {daemon} is there", { daemon: news.daemon });
      case "lost":
        return log.warn("FRR's {daemon} has gone; it is told everything again when it is back", {
          daemon: news.daemon,
        });
      case "missing":
        return log.error("FRR's {daemon} does not answer; waiting for it", { daemon: news.daemon });
      case "configured":
        this.#refusal = "";
        if (news.commands === 0) return;
        return log.info("FRR's {daemon} took {commands} commands", { daemon: news.daemon, commands: news.commands });
      case "refused":
        return this.#once(news.daemon, `refuses "${news.command}": ${news.words}; what held before goes on`);
      case "postponed":
        return this.#once(news.daemon, `takes nothing now: ${news.words}; trying again`);
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

  /** It is tried again and again, and told once. */
  #once(daemon: string, words: string): void {
    if (this.#refusal === words) return;
    this.#refusal = words;
    log.error("FRR's {daemon} {words}", { daemon, words });
  }
}
