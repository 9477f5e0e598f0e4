/**
 * The status page of a controller: an HTML document, its data as JSON, and a stream of changes of the data. It is
 * read-only.
 *
 * @module
 */

import type { Onlooker, Scene } from "../controller/onlookers.ts";
import type { PagePlace } from "../controller/options.ts";
import { listen, ListenError, textOf } from "../ground/http/listen.ts";
import { logger } from "../ground/log.ts";
import { Viewers } from "./viewers.ts";
import { PageFeed } from "./page_feed.ts";
import { responder } from "./page_responses.ts";

const log = logger("page");

/**
 * Opens the page. If the port is taken: returns undefined for the default port, and throws `ListenError` for a port
 * that the user chose.
 */
export function open(scene: Scene, { address, isAskedFor }: PagePlace): Onlooker | undefined {
  const feed = new PageFeed();
  const viewers = new Viewers((signal) => {
    signal.addEventListener("abort", () => feed.pause(Date.now()), { once: true });
    return scene.standBy((passed) => feed.pass(passed), signal);
  });
  const stop = new AbortController();
  try {
    const server = listen(address, responder({ feed, viewers, scene, stop: stop.signal }));
    log.info("Status page on http://{address}/", { address: textOf({ ...address, port: server.port }) });
    return {
      look: (passed) => {
        viewers.leads = true;
        feed.pass(passed);
      },
      termEnded: () => {
        feed.pause(Date.now());
        viewers.leads = false;
      },
      async [Symbol.asyncDispose](): Promise<void> {
        stop.abort();
        await Promise.all([viewers[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
      },
    };
  } catch (error) {
    if (isAskedFor || !(error instanceof ListenError)) throw error;
    // Without `--page`, the controller runs even if the default port is taken.
    log.warn("There is no status page: {message}; choose another place with --page", { message: error.message });
    return undefined;
  }
}
