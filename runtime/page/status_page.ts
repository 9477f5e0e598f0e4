/**
 * The status page of a controller: an HTML document, what it shows as JSON, and the same as a stream of changes. Read-only.
 *
 * @module
 */

import type { Instant } from "../../functions/model/kubernetes.ts";
import type { Onlooker, Scene } from "../controller/onlookers.ts";
import type { PagePlace } from "../controller/options.ts";
import { listen, ListenError, textOf } from "../listen.ts";
import { logger } from "../log.ts";
import { eventStream } from "./event_stream.ts";
import { type PageDocument, pageDocument } from "./page_document.ts";
import { PageFeed } from "./page_feed.ts";

const log = logger("page");

/** Throws `ListenError` when the address was asked for and cannot be had. */
export function open(scene: Scene, { address, isAskedFor }: PagePlace): Onlooker | undefined {
  const feed = new PageFeed();
  const stop = new AbortController();
  try {
    const server = listen(address, responder(feed, scene, stop.signal));
    log.info("Status page on http://{address}/", { address: textOf({ ...address, port: server.addr.port }) });
    return {
      look: (passed) => feed.pass(passed),
      termEnded: () => feed.pass(undefined),
      async [Symbol.asyncDispose](): Promise<void> {
        stop.abort();
        await server.shutdown();
      },
    };
  } catch (error) {
    if (isAskedFor || !(error instanceof ListenError)) throw error;
    // Addresses matter more than a page that nobody has asked for.
    log.warn("There is no status page: {message}; choose another place with --page", { message: error.message });
    return undefined;
  }
}

/** Which controller is asked, and who leads. */
interface Standing {
  readonly now: Instant;
  readonly namespace: string;
  readonly identity: string;
  readonly leads: boolean;
  /** The identity of the leader, empty: nobody leads; absent: not known yet. */
  readonly leader?: string;
}

function standingOf({ identity, isLeader, leader, options: { settings: { namespace } } }: Scene): Standing {
  const name = leader();
  return { now: Date.now(), namespace, identity, leads: isLeader(), ...(name !== undefined && { leader: name }) };
}

function responder(feed: PageFeed, scene: Scene, signal: AbortSignal): (request: Request) => Response {
  const standing = (): Standing => standingOf(scene);
  let document: PageDocument | undefined;
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refusal(405, "The page can only be read");
    const { hostname, pathname } = new URL(request.url);
    if (!isOwnName(hostname)) return refusal(421, "The page answers only to localhost and to addresses");
    switch (pathname) {
      case "/":
        document ??= pageDocument();
        return answer(document.html, {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": document.contentSecurityPolicy,
        });
      case "/api/v1/state":
        return answer(`${JSON.stringify({ ...standing(), ...feed.state })}\n`, {
          "content-type": "application/json",
        });
      case "/api/v1/events":
        return answer(eventStream(feed, standing, signal), {
          "content-type": "text/event-stream",
        });
      default:
        return refusal(404, "There are /, /api/v1/state and /api/v1/events");
    }
  };
}

/** A name of somebody else's that leads to this address may be an attempt to read the page from a strange site (DNS rebinding). */
function isOwnName(hostname: string): boolean {
  return hostname === "localhost" || hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}

function answer(body: string | ReadableStream<Uint8Array>, headers: Readonly<Record<string, string>>): Response {
  return new Response(body, { headers: { ...security, ...headers } });
}

function refusal(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { ...security, "content-type": "text/plain; charset=utf-8" } });
}

const security = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
