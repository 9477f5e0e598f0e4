/**
 * The HTTP responses of the status page.
 *
 * @module
 */

import type { Instant } from "../../functions/model/kubernetes.ts";
import { instantFields } from "../../functions/page/page_state.ts";
import { type Staleness, stalenessOf } from "../../functions/page/staleness.ts";
import type { Scene } from "../controller/onlookers.ts";
import { version } from "../ground/version.ts";
import type { StorePlace } from "../store/open_store.ts";
import { objectView, subjectAt, whatifOf } from "../../functions/page/page_questions.ts";
import type { Handler } from "../ground/http/connection.ts";
import { jsonText } from "../ground/json_text.ts";
import type { Viewers } from "./viewers.ts";
import { eventStream } from "./event_stream.ts";
import { type PageDocument, pageDocument } from "./page_document.ts";
import type { PageFeed } from "./page_feed.ts";

/** The longest time that a request waits for a current pass, in ms. */
const patienceMs = 10_000;

/** The controller that serves the page, and the leader. */
interface Standing {
  readonly now: Instant;
  readonly namespace: string;
  /** A name for the cluster, e.g. the kubeconfig's context. */
  readonly cluster: string;
  /** The version of this program. */
  readonly version: string;
  readonly identity: string;
  readonly leads: boolean;
  /** The identity of the leader; empty if there is none, absent if it is not known yet. */
  readonly leader?: string;
  /** Why the state is old; absent if it is up to date. */
  readonly stale?: Staleness;
  /** The URL under which the folder `docs` is published; absent: it is not published. */
  readonly docs?: string;
}

function standingOf(scene: Scene, pausedAt: Instant | undefined): Standing {
  const { identity, isLeader, leader, leaseSeen, options: { place, docs, settings: { namespace } } } = scene;
  const name = leader();
  const common = { now: Date.now(), leads: isLeader(), ...(name !== undefined && { leader: name }) };
  const stale = stalenessOf({ ...common, ...leaseSeen(), ...(pausedAt !== undefined && { pausedAt }) });
  return {
    ...common,
    namespace,
    cluster: clusterName(place),
    version,
    identity,
    ...(stale !== undefined && { stale }),
    ...(docs !== undefined && { docs }),
  };
}

export interface ResponderParts {
  readonly feed: PageFeed;
  readonly viewers: Viewers;
  readonly scene: Scene;
  /** Aborts when the streams must end. */
  readonly stop: AbortSignal;
}

export function responder({ feed, viewers, scene, stop }: ResponderParts): Handler {
  const standing = (): Standing => standingOf(scene, feed.pausedAt);
  let document: PageDocument | undefined;
  return async ({ method, hostname, pathname }) => {
    if (method !== "GET" && method !== "HEAD") return refusal(405, "The page can only be read");
    if (!isOwnName(hostname)) return refusal(421, "The page answers only to localhost and to addresses");
    switch (pathname) {
      case "/":
        document ??= pageDocument();
        return answer(document.html, {
          "content-type": "text/html; charset=utf-8",
          "content-security-policy": document.contentSecurityPolicy,
        });
      case "/api/v1/state": {
        using _ = viewers.join();
        await feed.known(patienceMs);
        const body = `${jsonText({ ...standing(), ...feed.state }, [...instantFields, "now", "asOf"])}\n`;
        return answer(body, { "content-type": "application/json" });
      }
      case "/api/v1/events":
        return answer(method === "HEAD" ? "" : eventStream({ feed, viewers, standing, stop }), {
          "content-type": "text/event-stream",
        });
      default:
        return await questionAnswer(pathname, feed, viewers);
    }
  };
}

/** A name that distinguishes this cluster from others. */
function clusterName(place: StorePlace): string {
  if (place.at === "folder") return place.path;
  return place.at === "kubeconfig" ? place.context ?? place.files?.[0] ?? "kubeconfig" : "in the cluster";
}

/**
 * Answers questions, e.g. `/api/v1/why/node/node-1` and `/api/v1/whatif/node-1,node-2/-`. The path of `whatif` names
 * the nodes that go down, then the nodes that are drained; `-` means none.
 */
async function questionAnswer(pathname: string, feed: PageFeed, viewers: Viewers): Promise<Response> {
  const [, question, rest = ""] = /^\/api\/v1\/(why|whatif)\/(.+)$/.exec(pathname) ?? [];
  const words = decoded(rest);
  if (question === undefined || words === undefined) {
    return refusal(
      404,
      "There are /, /api/v1/state, /api/v1/events, /api/v1/why/KIND/NAME and /api/v1/whatif/DOWN/DRAIN",
    );
  }
  using _ = viewers.join();
  await feed.known(patienceMs);
  const { latest } = feed;
  if (latest === undefined) return refusal(503, "The cluster has not been read yet");
  const { observed, history } = latest;
  if (question === "whatif") {
    const [down = "-", drain = "-"] = words.split("/");
    return json(whatifOf(observed, listOf(down), listOf(drain)));
  }
  const subject = subjectAt(words);
  if (subject === undefined) {
    return refusal(404, "There are service/NAMESPACE/NAME, address/IP, node/NAME, pool/NAME and peer/NAME");
  }
  return json(objectView(observed, history, subject));
}

function listOf(names: string): readonly string[] {
  return names === "-" ? [] : names.split(",");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** JSON in which bigints, e.g. the size of an IPv6 pool, are text. */
function json(value: unknown): Response {
  const text = JSON.stringify(value, (_, each) => typeof each === "bigint" ? String(each) : each);
  return answer(`${text}\n`, { "content-type": "application/json" });
}

/** False for a foreign host name: it may be another site's attempt to read the page (DNS rebinding). */
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
