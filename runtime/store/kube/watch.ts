/**
 * One watch, from its request to its end.
 *
 * @module
 */

import { collectionPath } from "../resources.ts";
import type { Selection } from "../store.ts";
import { type Connection, Distrust, HeldBack } from "./connection.ts";
import { failureOf, unreachable } from "./failure.ts";
import { Lines } from "./lines.ts";
import { selectors } from "./list.ts";
import { readWatchEvent, type WatchEvent } from "./watch_event.ts";
import { WatchLimits, type WatchLimitTimes } from "./watch_limits.ts";

/** The end of a watch. */
export type WatchEnd =
  /** The server ended the watch normally, after `timeoutSeconds`. */
  | { readonly end: "closed" }
  /** The resourceVersion is too old: a new list is needed (410, as HTTP status or as ERROR event). */
  | { readonly end: "expired"; readonly message: string }
  /** A limit was exceeded, see `WatchLimits`. */
  | { readonly end: "silent"; readonly message: string; readonly isMute: boolean }
  /** A line cannot be read, or an event was lost: a new list is needed. */
  | { readonly end: "garbled"; readonly message: string }
  /** All connections were given up, since a request had no answer. */
  | { readonly end: "distrusted"; readonly message: string }
  /** Another watch has noticed that something holds events back: the next watch is short. */
  | { readonly end: "heldBack" }
  | { readonly end: "failed"; readonly message: string; readonly retryAfterSeconds?: number }
  /** The signal aborted. */
  | { readonly end: "aborted" };

export interface WatchOptions {
  readonly resourceVersion: string;
  /** The server ends the watch after this time. */
  readonly timeoutSeconds: number;
  readonly limits: WatchLimitTimes;
  readonly signal: AbortSignal;
  /** Called when the server has accepted the watch. */
  readonly onOpen: () => void;
  /** Called with every event except ERROR, in order. If it returns a `WatchEnd`, the watch ends. */
  readonly onEvent: (event: Exclude<WatchEvent, { type: "ERROR" }>) => WatchEnd | undefined;
}

/** A longer line cannot be valid, since etcd limits objects to 1.5 MiB. */
const longestLine = 16 * 1024 * 1024;

export async function watchOnce(
  connection: Connection,
  selection: Selection,
  options: WatchOptions,
): Promise<WatchEnd> {
  using limits = new WatchLimits(options.limits);
  const ended = (error: unknown): WatchEnd => {
    if (options.signal.aborted) return { end: "aborted" };
    if (limits.broken !== undefined) return { end: "silent", message: limits.broken, isMute: limits.isMute };
    if (error instanceof HeldBack) return { end: "heldBack" };
    connection.broke();
    const { message } = unreachable(error);
    return error instanceof Distrust ? { end: "distrusted", message } : { end: "failed", message };
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
      signal: AbortSignal.any([options.signal, limits.signal, connection.watches]),
    });
    if (!response.ok || response.body === null) return await refused(response);
  } catch (error) {
    return ended(error);
  }
  limits.opened();
  options.onOpen();
  const reader = response.body.getReader();
  const lines = new Lines();
  while (true) {
    const chunk = await reader.read().catch((error: unknown) => ended(error));
    if ("end" in chunk) return chunk;
    if (chunk.done) return { end: "closed" };
    // This is outside of any `try`: an error in a listener is a bug of this program, and must not look like a network
    // error.
    const end = hear(lines.take(chunk.value), limits, options.onEvent) ?? tooLong(lines);
    limits.unfinished(lines.unfinishedBytes);
    if (end === undefined) continue;
    await reader.cancel().catch(() => undefined);
    return end;
  }
}

function hear(
  lines: readonly string[],
  limits: WatchLimits,
  onEvent: WatchOptions["onEvent"],
): WatchEnd | undefined {
  for (const line of lines) {
    if (line === "") continue;
    const event = readWatchEvent(line);
    if (event === undefined) return { end: "garbled", message: `this line is no event: ${line.slice(0, 200)}` };
    limits.heard();
    if (event.type !== "ERROR") {
      const end = onEvent(event);
      if (end !== undefined) return end;
    } else if (event.code === 410) return { end: "expired", message: event.message };
    else return { end: "failed", message: event.message };
  }
  return undefined;
}

function tooLong(lines: Lines): WatchEnd | undefined {
  if (lines.unfinishedBytes <= longestLine) return undefined;
  return { end: "garbled", message: `a line of more than ${longestLine / 1024 / 1024} MiB` };
}

async function refused(response: Response): Promise<WatchEnd> {
  const failure = await failureOf(response);
  if (failure.outcome === "expired") return { end: "expired", message: failure.message };
  const after = failure.outcome === "unavailable" ? failure.retryAfterSeconds : undefined;
  return { end: "failed", message: failure.message, ...(after === undefined ? {} : { retryAfterSeconds: after }) };
}
