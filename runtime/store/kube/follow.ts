/**
 * List and watch: the loop, and one turn of it. A watch resumes from the last resourceVersion that an event or a bookmark
 * brought; 410 means a new list, an orderly end a new watch at once, an early end a pause first
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
 *
 * @module
 */

import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import { pause } from "../backoff.ts";
import { logger } from "../../log.ts";
import { incoming } from "../incoming.ts";
import type { Selection, Sink } from "../store.ts";
import type { Connection } from "./connection.ts";
import { retryAfter } from "./failure.ts";
import { listAll } from "./list.ts";
import { afterFailedList, afterList, afterWatch, type FollowTiming, type Position, startPosition } from "./position.ts";
import { type WatchEnd, watchOnce } from "./watch.ts";
import type { WatchEvent } from "./watch_event.ts";

const log = logger("store");

export interface Followed<Kind extends KindName> {
  readonly connection: Connection;
  readonly selection: Selection<Kind>;
  readonly sink: Sink<Kinds[Kind]>;
  readonly timing: FollowTiming;
}

/** Turn after turn, until the signal aborts. */
export async function follow<Kind extends KindName>(followed: Followed<Kind>, signal: AbortSignal): Promise<void> {
  let position = startPosition;
  while (!signal.aborted) {
    position = await turn(followed, position, signal);
    if (position.pauseMs > 0) await pause(position.pauseMs, signal);
  }
}

/** Lists if need be, else watches until the watch ends. */
export async function turn<Kind extends KindName>(
  followed: Followed<Kind>,
  position: Position,
  signal: AbortSignal,
): Promise<Position> {
  const { resourceVersion, listedAt } = position;
  const due = performance.now() - listedAt > followed.timing.relistMs;
  if (resourceVersion === undefined || due) return await relist(followed, position, signal);
  return await watch(followed, { ...position, resourceVersion }, signal);
}

async function relist<Kind extends KindName>(
  { connection, selection, sink, timing }: Followed<Kind>,
  position: Position,
  signal: AbortSignal,
): Promise<Position> {
  const listed = await listAll(connection, selection, signal);
  if (signal.aborted) return position;
  if (listed.outcome === "listed") {
    sink.replace(listed.objects, listed.resourceVersion);
    sink.connected?.(true);
    return afterList(position, listed.resourceVersion, performance.now());
  }
  sink.connected?.(false);
  const next = afterFailedList(position, retryAfter(listed), timing);
  tell("Cannot list {kind}: {message}", { kind: selection.kind, message: listed.message, failures: next.failures });
  return next;
}

async function watch<Kind extends KindName>(
  { connection, selection, sink, timing }: Followed<Kind>,
  position: Position & { readonly resourceVersion: string },
  signal: AbortSignal,
): Promise<Position> {
  const started = performance.now();
  let { resourceVersion } = position;
  let events = 0;
  const ended = await watchOnce(connection, selection, {
    resourceVersion,
    timeoutSeconds: Math.ceil(timing.watchSeconds * (0.5 + Math.random() / 2)),
    silentMs: timing.silentMs,
    signal,
    onOpen: () => sink.connected?.(true),
    onAlive: () => sink.alive?.(),
    onEvent: (event) => {
      events++;
      if (event.resourceVersion !== "") resourceVersion = event.resourceVersion;
      if (event.type !== "BOOKMARK") deliver(selection.kind, event, sink);
    },
  });
  const lastedMs = performance.now() - started;
  const next = afterWatch(position, { ended, lastedMs, events, resourceVersion }, timing);
  if (ended.end !== "aborted") sink.watchEnded?.(ended.end);
  if (ended.end === "silent" || ended.end === "failed") sink.connected?.(false);
  tellEnd(selection.kind, ended, next.failures);
  return next;
}

function deliver<Kind extends KindName>(
  kind: Kind,
  event: Exclude<WatchEvent, { type: "ERROR" | "BOOKMARK" }>,
  sink: Sink<Kinds[Kind]>,
): void {
  const object = incoming(kind, event.object);
  if (object === undefined) log.warn("Cannot read an object from the API server: it is no {kind}", { kind });
  else if (event.type === "DELETED") sink.remove(keyOf(object), event.resourceVersion);
  else sink.upsert(object);
}

function tellEnd(kind: KindName, ended: WatchEnd, failures: number): void {
  switch (ended.end) {
    case "aborted":
    case "closed":
      return;
    case "expired":
      return log.info("The watch of {kind} starts from a new list: {message}", { kind, message: ended.message });
    case "silent":
      return log.warn("The watch of {kind} is opened anew: {message}", { kind, message: ended.message });
    case "failed":
      return tell("The watch of {kind} broke off: {message}", { kind, message: ended.message, failures });
  }
}

/** An API server may be away for hours: of many failures in a row, the 1st, 2nd, 4th, 8th… are worth a warning. */
function tell(text: string, properties: { readonly failures: number; readonly [name: string]: unknown }): void {
  const { failures } = properties;
  if ((failures & (failures - 1)) === 0) log.warn(text, properties);
  else log.debug(text, properties);
}
