import { collectionPath } from "../resources.ts";
import type { Selection } from "../store.ts";
import type { Connection } from "./connection.ts";
import { deadline } from "../../deadline.ts";
import { failureOf, unreachable } from "./failure.ts";
import { Lines } from "./lines.ts";
import { readWatchEvent, type WatchEvent } from "./watch_event.ts";
import { selectors } from "./list.ts";

/** Why a watch ended. */
export type WatchEnd =
  /** The server ended it in order, as it does after `timeoutSeconds`. */
  | { readonly end: "closed" }
  /** The resourceVersion is too old: a new list is needed (410, as HTTP status or as ERROR event). */
  | { readonly end: "expired"; readonly message: string }
  /** Not a word for too long, not even a bookmark. */
  | { readonly end: "silent"; readonly message: string }
  | { readonly end: "failed"; readonly message: string; readonly retryAfterSeconds?: number }
  /** The signal aborted. */
  | { readonly end: "aborted" };

export interface WatchOptions {
  readonly resourceVersion: string;
  /** After how many seconds the server is to end it. */
  readonly timeoutSeconds: number;
  /** How long it may be silent; bookmarks come about once a minute. */
  readonly silentMs: number;
  readonly signal: AbortSignal;
  /** The server has agreed to the watch. */
  readonly onOpen: () => void;
  /** The server has said something, if only that there is nothing new. */
  readonly onAlive: () => void;
  /** Hears every event but ERROR, in order. */
  readonly onEvent: (event: Exclude<WatchEvent, { type: "ERROR" }>) => void;
}

/** One watch, from its request to its end. */
export async function watchOnce(
  connection: Connection,
  selection: Selection,
  options: WatchOptions,
): Promise<WatchEnd> {
  using limit = deadline(options.silentMs, options.signal);
  const ended = (error: unknown): WatchEnd => {
    if (options.signal.aborted) return { end: "aborted" };
    if (limit.passed) return { end: "silent", message: `not a word for ${options.silentMs / 1000} s` };
    const { message } = unreachable(error);
    return { end: "failed", message };
  };
  let response: Response;
  try {
    response = await connection.request({
      method: "GET",
      path: collectionPath(selection.kind, selection.namespace),
      query: {
        ...selectors(selection),
        watch: "1",
        allowWatchBookmarks: "true",
        resourceVersion: options.resourceVersion,
        timeoutSeconds: String(options.timeoutSeconds),
      },
      signal: limit.signal,
    });
  } catch (error) {
    return ended(error);
  }
  if (!response.ok || response.body === null) return await refused(response);
  options.onOpen();
  const reader = response.body.getReader();
  const lines = new Lines();
  while (true) {
    const chunk = await reader.read().catch((error: unknown) => ended(error));
    if ("end" in chunk) return chunk;
    if (chunk.done) return { end: "closed" };
    limit.extend();
    options.onAlive();
    // Outside of any try: an error in what hears the events is a mistake of this program and must not look like one of the network.
    const end = hear(lines.take(chunk.value), options.onEvent);
    if (end === undefined) continue;
    await reader.cancel().catch(() => undefined);
    return end;
  }
}

function hear(lines: readonly string[], onEvent: WatchOptions["onEvent"]): WatchEnd | undefined {
  for (const line of lines) {
    const event = readWatchEvent(line);
    if (event === undefined) continue;
    if (event.type !== "ERROR") onEvent(event);
    else if (event.code === 410) return { end: "expired", message: event.message };
    else return { end: "failed", message: event.message };
  }
  return undefined;
}

async function refused(response: Response): Promise<WatchEnd> {
  const failure = await failureOf(response);
  if (failure.outcome === "expired") return { end: "expired", message: failure.message };
  const after = failure.outcome === "unavailable" ? failure.retryAfterSeconds : undefined;
  return { end: "failed", message: failure.message, ...(after === undefined ? {} : { retryAfterSeconds: after }) };
}
