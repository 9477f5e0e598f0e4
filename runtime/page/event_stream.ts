/**
 * The live page: one stream of Server-Sent Events for each that looks (WHATWG HTML, section 9.2). Each event is what has changed
 * since the last one that this client took; one that is slow gets fewer and larger ones.
 *
 * @module
 */

import { differenceOf } from "../../functions/model/page/page_difference.ts";
import { emptyState } from "../../functions/model/page/page_state.ts";
import { Bell } from "../host/bell.ts";
import { pause } from "../store/backoff.ts";
import type { Attention } from "./attention.ts";
import type { PageFeed } from "./page_feed.ts";

/** Between two events: faster than that nobody reads. */
const leastMs = 100;

/** An event is sent at least so often, so that the client notices when none comes. */
const mostMs = 2_000;

export interface EventStreamParts {
  readonly feed: PageFeed;
  readonly attention: Attention;
  /** Who leads, and the like: goes with every event. */
  readonly standing: () => object;
  readonly stop: AbortSignal;
}

export function eventStream({ feed, attention, standing, stop }: EventStreamParts): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bell = new Bell();
  const gone = new AbortController();
  const signal = AbortSignal.any([stop, gone.signal]);
  const looking = new DisposableStack();
  looking.use(feed.hang(bell));
  looking.use(attention.pay());
  let shown = emptyState;
  let isFirst = true;
  signal.addEventListener("abort", () => {
    looking.dispose();
    bell.ring();
  }, { once: true });
  return new ReadableStream({
    async pull(controller): Promise<void> {
      if (!isFirst) {
        await pause(leastMs, signal);
        await bell.heard(mostMs);
      }
      if (signal.aborted) {
        if (!gone.signal.aborted) controller.close();
        return;
      }
      bell.mute();
      const { state } = feed;
      const message = { ...standing(), ...differenceOf(shown, state), ...(isFirst && { isWhole: true }) };
      shown = state;
      isFirst = false;
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(message)}\n\n`));
    },
    cancel: () => gone.abort(),
  }, { highWaterMark: 0 });
}
