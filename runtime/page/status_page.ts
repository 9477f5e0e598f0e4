/**
 * The status page of a controller: an HTML document, what it shows as JSON, and the same as a stream of changes. Read-only.
 *
 * @module
 */

import type { Onlooker, Scene } from "../controller/onlookers.ts";
import type { PagePlace } from "../controller/options.ts";
import { listen, ListenError, textOf } from "../listen.ts";
import { logger } from "../log.ts";
import { Attention } from "./attention.ts";
import { PageFeed } from "./page_feed.ts";
import { responder } from "./page_responses.ts";

const log = logger("page");

/** Throws `ListenError` when the address was asked for and cannot be had. */
export function open(scene: Scene, { address, isAskedFor }: PagePlace): Onlooker | undefined {
  const feed = new PageFeed();
  const attention = new Attention((signal) => scene.standBy((passed) => feed.pass(passed), signal));
  const stop = new AbortController();
  try {
    const server = listen(address, responder({ feed, attention, scene, stop: stop.signal }));
    log.info("Status page on http://{address}/", { address: textOf({ ...address, port: server.addr.port }) });
    return {
      look: (passed) => {
        attention.leads = true;
        feed.pass(passed);
      },
      termEnded: () => {
        feed.pass(undefined);
        attention.leads = false;
      },
      async [Symbol.asyncDispose](): Promise<void> {
        stop.abort();
        await Promise.all([attention[Symbol.asyncDispose](), server.shutdown()]);
      },
    };
  } catch (error) {
    if (isAskedFor || !(error instanceof ListenError)) throw error;
    // Addresses matter more than a page that nobody has asked for.
    log.warn("There is no status page: {message}; choose another place with --page", { message: error.message });
    return undefined;
  }
}
