/**
 * A client on the LAN. It sends an ARP request for an address every 10 ms and an HTTP request to it every 20 ms, and
 * reports missing answers.
 *
 * @module
 */

import assert from "node:assert/strict";
import { epochMs, type HttpAnswered, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import { answersIn, longestSilence, mostMissed } from "../../../runtime/lab/client/timeline.ts";
import { goingFirst, mayGoFirst } from "../../../runtime/lab/stage/going_first.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { watchHttp, watchNeighbors } from "../../cluster/machine/client_host.ts";
import type { PodCluster } from "./pod_cluster.ts";

const arpEveryMs = 10;
const httpEveryMs = 20;
const withinMs = 30_000;

/** The client waits this long for the answer to the last request. */
const lastAnswerMs = 1_500;

/** The missing answers of a client. */
export interface Loss {
  /** HTTP requests without an answer. */
  readonly lost: readonly HttpAnswered[];
  /**
   * The longest run of unanswered ARP requests, in ms: their number times 10 ms. The clock is not used, since a stall
   * of the whole machine also stops the client's requests.
   */
  readonly silenceMs: number;
  /** The MACs of the answers, each once, in the order of their first answers. */
  readonly macs: readonly string[];
}

export class Witness implements AsyncDisposable {
  readonly #neighbors: Recording<NeighborHeard>;
  readonly #http: Recording<HttpAnswered>;
  #from = 0;

  private constructor(neighbors: Recording<NeighborHeard>, http: Recording<HttpAnswered>) {
    this.#neighbors = neighbors;
    this.#http = http;
  }

  /** Starts the requests. When this resolves, an ARP request and an HTTP request have been answered. */
  static async begin({ client }: PodCluster, address: string): Promise<Witness> {
    const place = await mayGoFirst(client) ? goingFirst(client) : client;
    const witness = new Witness(watchNeighbors(place, address, arpEveryMs), watchHttp(place, address, httpEveryMs));
    try {
      assert(
        await witness.#neighbors.first(({ kind }) => kind === "answer", { withinMs }),
        `${address}: no ARP answer`,
      );
      assert(await witness.#http.first(({ ok }) => ok, { withinMs }), `${address}: no HTTP answer`);
      witness.#from = epochMs();
      return witness;
    } catch (error) {
      await witness[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The MAC in the latest answer. */
  get mac(): string {
    return answersIn(this.#neighbors.events).at(-1)?.mac ?? "";
  }

  /** Waits until another MAC than this answers. */
  async untilMoved(mac: string): Promise<void> {
    const moved = await this.#neighbors.first((one) => one.kind === "answer" && one.mac !== mac, { withinMs });
    assert(moved, `only ${mac} has answered`);
  }

  /** Prints and returns the missing answers so far. */
  async told(title: string): Promise<Loss> {
    const to = epochMs();
    await new Promise((resolve) => setTimeout(resolve, lastAnswerMs));
    const requests = this.#http.since(this.#from).filter(({ at }) => at <= to);
    const answers = answersIn(this.#neighbors.since(this.#from)).filter(({ at }) => at <= to);
    const silence = longestSilence(answers, { from: this.#from, to });
    const loss = {
      lost: requests.filter(({ ok }) => !ok),
      silenceMs: mostMissed(answers) * arpEveryMs,
      macs: [...new Set(answers.map(({ mac }) => mac))],
    };
    const seconds = ((to - this.#from) / 1000).toFixed();
    tell(
      `${title}: in ${seconds} s lost ${loss.lost.length} of ${requests.length} HTTP requests; longest silence ` +
        `${loss.silenceMs} ms by unanswered requests of ${answers.length} answered, ` +
        `${(silence.to - silence.from).toFixed()} ms by the clock; MACs: ${loss.macs.join(", ")}`,
    );
    for (const { at, ms, ...one } of [...loss.lost.slice(0, 3), ...loss.lost.slice(3).slice(-2)]) {
      tell(
        `  lost ${((at - this.#from) / 1000).toFixed(2)} s after the begin: ${
          one.ok ? "" : one.why
        } (${ms.toFixed()} ms)`,
      );
    }
    return loss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#neighbors.stop(), this.#http.stop()]);
  }
}

/** Asserts that no HTTP request was lost, and that no silence was longer than `atMostMs`. */
export function assertKept({ lost, silenceMs }: Loss, atMostMs = 300): void {
  assert.deepEqual(lost, []);
  assert(silenceMs <= atMostMs, `silent for ${silenceMs} ms`);
}

/** Prints a line. */
export function tell(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
