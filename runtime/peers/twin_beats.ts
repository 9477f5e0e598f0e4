/**
 * Finds another announcer with this node's name, without an API server. When another host claims an address of this
 * node, this announcer asks on the link, by broadcast, whether that host is an announcer with its name. The other
 * answers with a beat that echoes the question's incarnation. Answers to answers follow, until both know which of the
 * two waits.
 *
 * Why: docs/adr/0036-two-announcers-with-one-name.md
 *
 * @module
 */

import { encodeHeartbeat } from "../../functions/model/announcing/heartbeat/datagram.ts";
import type { BeatState, HeardBeat } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import {
  type HeardTwin,
  rulingOn,
  twinIn,
  type TwinRuling,
  twinRulings,
} from "../../functions/model/announcing/heartbeat/twin_beats.ts";
import type { Outgoing } from "./datagrams.ts";
import type { Teller } from "./telling.ts";

/** All hosts on a link: RFC 919 section 7, and RFC 4291 section 2.7.1. */
const everyone = ["255.255.255.255", "ff02::1"];
/** At most one question a second on each link. */
const askEveryMs = 1_000;
/**
 * An announcer is answered at most twice a second, so that two announcers do not answer each other for ever. Only a new
 * ruling is sent at once.
 */
const answerEveryMs = 500;
/** The most announcers that are remembered: any node with the key can ask. */
const mostKnown = 64;

/** A beat to send; `echo` is 0 in a question. */
interface Due {
  readonly link: string;
  readonly address: string;
  readonly echo: number;
  readonly ruling: TwinRuling;
}

interface Answered {
  readonly at: number;
  readonly ruling: TwinRuling;
}

export interface NameClaim {
  /** Called when another announcer with this node's name has answered. */
  readonly heard: (twin: HeardTwin) => void;
  /** The present claim of this announcer to the name: see `twinIn`. */
  readonly claim: () => BeatState;
}

/** For a network on which no two announcers have one name. */
export const unchallenged: NameClaim = { heard: () => {}, claim: () => "running" };

export class TwinBeats {
  readonly #me: Teller;
  readonly #startedAt: number;
  readonly #name: NameClaim;
  readonly #askedAt = new Map<string, number>();
  /** By incarnation of the other announcer. */
  readonly #answered = new Map<number, Answered>();
  #due: readonly Due[] = [];
  #sequence = 0;

  constructor(me: Teller, now: number, name: NameClaim) {
    this.#me = me;
    this.#name = name;
    this.#startedAt = now;
  }

  /**
   * With the next beats, asks on the link whether there is another announcer with this node's name. Call it when an
   * unknown host claims an address of this node.
   */
  ask(link: string, now: number): void {
    if (now - (this.#askedAt.get(link) ?? -Infinity) < askEveryMs) return;
    this.#askedAt.set(link, now);
    this.#due = [...this.#due, ...everyone.map((address) => ({ link, address, echo: 0, ruling: "none" as const }))];
  }

  /** Processes a beat with this node's own name; it is answered with the next beats. */
  hear(beat: HeardBeat, { link, address }: { readonly link: string; readonly address: string }, now: number): void {
    const { incarnation } = this.#me;
    if (beat.incarnation === incarnation) return;
    const own = { incarnation, ranSeconds: this.#ranSeconds(now), state: this.#name.claim() };
    this.#answer(beat.incarnation, { link, address, ruling: rulingOn(beat, own) }, now);
    const twin = twinIn(beat, own);
    if (twin !== undefined) this.#name.heard(twin);
  }

  #answer(echo: number, answer: Omit<Due, "echo">, now: number): void {
    const last = this.#answered.get(echo);
    const isNews = answer.ruling !== "none" && answer.ruling !== last?.ruling;
    if (last !== undefined && now - last.at < answerEveryMs && !isNews) return;
    if (this.#answered.size >= mostKnown) this.#answered.clear();
    this.#answered.set(echo, { at: now, ruling: answer.ruling });
    this.#due = [...this.#due, { ...answer, echo }];
  }

  /** The beats to send now. @param macs the MAC of this node, by link */
  beats(signing: Uint8Array, macs: ReadonlyMap<string, string>, now: number): readonly Outgoing[] {
    const due = this.#due;
    this.#due = [];
    return due.map(({ link, address, echo, ruling }) => ({
      link,
      address,
      datagram: encodeHeartbeat(
        {
          from: this.#me.node,
          to: this.#me.node,
          incarnation: this.#me.incarnation,
          sequence: this.#sequence++,
          echo,
          state: this.#name.claim(),
          mac: macs.get(link) ?? "00:00:00:00:00:00",
          version: this.#ranSeconds(now),
          knownVersion: twinRulings.indexOf(ruling),
        },
        signing,
        1,
      ),
    }));
  }

  #ranSeconds(now: number): number {
    return Math.floor(Math.max(0, now - this.#startedAt) / 1_000);
  }
}
