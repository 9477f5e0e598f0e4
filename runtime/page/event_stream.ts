/**
 * The events of the live page: one stream of Server-Sent Events per viewer (WHATWG HTML, section 9.2). Each event
 * contains the changes since the last event that this client has read, so a slow client gets fewer and larger events.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import { differenceOf } from "../../functions/page/page_difference.ts";
import { emptyState } from "../../functions/page/page_state.ts";
import { Bell } from "../host/bell.ts";
import type { Viewers } from "./viewers.ts";
import type { PageFeed } from "./page_feed.ts";

/** The least time between two events: a user cannot read faster. */
const leastMs = 100;

/** The longest time between two events, so that the client notices a broken stream. */
const mostMs = 2_000;

export interface EventStreamParts {
  readonly feed: PageFeed;
  readonly viewers: Viewers;
  /** Fields that every event contains, such as the leader. */
  readonly standing: () => object;
  readonly stop: AbortSignal;
}

export function eventStream({ feed, viewers, standing, stop }: EventStreamParts): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bell = new Bell();
  const gone = new AbortController();
  const signal = AbortSignal.any([stop, gone.signal]);
  const looking = new DisposableStack();
  looking.use(feed.hang(bell));
  looking.use(viewers.join());
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
