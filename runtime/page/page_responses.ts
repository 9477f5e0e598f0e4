/**
 * What the status page answers.
 *
 * @module
 */

import type { Instant } from "../../functions/model/kubernetes.ts";
import type { Scene } from "../controller/onlookers.ts";
import type { Attention } from "./attention.ts";
import { eventStream } from "./event_stream.ts";
import { type PageDocument, pageDocument } from "./page_document.ts";
import type { PageFeed } from "./page_feed.ts";

/** How long a controller that has just begun to observe is waited for. */
const patienceMs = 10_000;

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

export interface ResponderParts {
  readonly feed: PageFeed;
  readonly attention: Attention;
  readonly scene: Scene;
  /** Ends the streams. */
  readonly stop: AbortSignal;
}

export function responder({ feed, attention, scene, stop }: ResponderParts): Deno.ServeHandler<Deno.NetAddr> {
  const standing = (): Standing => standingOf(scene);
  let document: PageDocument | undefined;
  return async (request) => {
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
      case "/api/v1/state": {
        using _ = attention.pay();
        await feed.known(patienceMs);
        const body = `${JSON.stringify({ ...standing(), ...feed.state })}\n`;
        return answer(body, { "content-type": "application/json" });
      }
      case "/api/v1/events":
        return answer(request.method === "HEAD" ? "" : eventStream({ feed, attention, standing, stop }), {
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
