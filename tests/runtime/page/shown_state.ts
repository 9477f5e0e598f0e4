/** Serves the real page with a state from the test, for tests of the layout. */

import { differenceOf } from "../../../functions/page/page_difference.ts";
import { emptyState, type PageState } from "../../../functions/page/page_state.ts";
import type { Staleness } from "../../../functions/page/staleness.ts";
import { pageDocument } from "../../../runtime/page/page_document.ts";

export interface ShownState extends AsyncDisposable {
  readonly url: string;
  /** Sends another state to every open page. */
  show(state: PageState, stale?: Staleness): void;
  /** Ends the event streams, and accepts no new ones, like a dead controller. */
  fallSilent(): void;
}

export function shownState(first: PageState): ShownState {
  const { html } = pageDocument();
  const encoder = new TextEncoder();
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let event = eventOf(first);
  let isSilent = false;
  const stream = (): ReadableStream<Uint8Array> => {
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream({
      start(controller): void {
        own = controller;
        streams.add(controller);
        controller.enqueue(encoder.encode(event));
      },
      cancel: () => void streams.delete(own),
    });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
    if (new URL(url).pathname !== "/api/v1/events") {
      return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    if (isSilent) return new Response("away", { status: 503 });
    return new Response(stream(), { headers: { "content-type": "text/event-stream" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    show(state, stale): void {
      event = eventOf(state, stale);
      for (const each of streams) each.enqueue(encoder.encode(event));
    },
    fallSilent(): void {
      isSilent = true;
      for (const each of streams) each.close();
      streams.clear();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const each of streams) each.close();
      await server.shutdown();
    },
  };
}

function eventOf(state: PageState, stale?: Staleness): string {
  const standing = {
    now: Date.now(),
    namespace: "metallb-system",
    identity: "controller-1",
    leads: true,
    leader: "controller-1",
  };
  const message = { ...standing, ...differenceOf(emptyState, state), isWhole: true, ...(stale && { stale }) };
  return `data: ${JSON.stringify(message)}\n\n`;
}
