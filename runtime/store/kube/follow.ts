/**
 * List and watch: the loop, and one turn of it. A watch resumes from the last resourceVersion of an event or a
 * bookmark; a check for lost events resumes from the checkpoint. After status 410, and after a silent or garbled watch,
 * a new list follows. If the checkpoint has expired, a new checkpoint is enough. After a normal end, a new watch
 * follows at once, or after a pause if the end was early.
 *
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 *
 * Why: docs/adr/0021-half-alive.md
 *
 * @module
 */

import { pause } from "../../ground/pause.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import { logger, warnRarely } from "../../ground/log.ts";
import { incoming } from "../incoming.ts";
import { compareResourceVersions } from "../resource_version.ts";
import type { Selection, Sink } from "../store.ts";
import { checkpointAt, EventOrder } from "./checkpoint.ts";
import type { Connection } from "./connection.ts";
import { retryAfter } from "./failure.ts";
import { type FollowTiming, patienceMs } from "./follow_timing.ts";
import { listAll, presentVersion } from "./list.ts";
import { afterFailedList, afterList, afterWatch, type Position, startPosition } from "./position.ts";
import { type WatchEnd, watchOnce, type WatchOptions } from "./watch.ts";

const log = logger("store");

export interface Followed<Kind extends KindName> {
  readonly connection: Connection;
  readonly selection: Selection<Kind>;
  readonly sink: Sink<Kinds[Kind]>;
  readonly timing: FollowTiming;
}

/** A position from which a watch can begin. */
type Listed = Position & { readonly resourceVersion: string };

/** Makes turns until the signal aborts. */
export async function follow<Kind extends KindName>(followed: Followed<Kind>, signal: AbortSignal): Promise<void> {
  let position = startPosition;
  while (!signal.aborted) {
    position = await turn(followed, position, signal);
    if (position.pauseMs > 0) await pause(position.pauseMs, signal);
  }
}

/** Lists if necessary; otherwise watches until the watch ends. */
export async function turn<Kind extends KindName>(
  followed: Followed<Kind>,
  position: Position,
  signal: AbortSignal,
): Promise<Position> {
  const { resourceVersion, listedAt, checkpoint, isDoubtful } = position;
  const now = performance.now();
  const { relistMs, checkMs } = followed.timing;
  if (resourceVersion === undefined || now - listedAt > relistMs) return await relist(followed, position, signal);
  const repeats = now - checkpoint.at > checkMs;
  const listed: Listed = { ...position, resourceVersion };
  if (!isDoubtful && !repeats) return await watch(followed, listed, false, signal);
  return await verify(followed, listed, signal) ?? await watch(followed, listed, repeats, signal);
}

async function relist<Kind extends KindName>(
  { connection, selection, sink, timing }: Followed<Kind>,
  position: Position,
  signal: AbortSignal,
): Promise<Position> {
  const { kind } = selection;
  const listed = await listAll(connection, selection, signal);
  if (signal.aborted) return position;
  if (listed.outcome !== "listed") {
    sink.connected?.(false);
    const next = afterFailedList(position, retryAfter(listed), timing);
    const { failures } = next;
    if (listed.outcome === "refused" && sink.refused !== undefined) {
      log.debug("May not list {kind}: {message}", { kind, message: listed.message, failures });
      sink.refused();
    } else warnRarely(log, "Cannot list {kind}: {message}", { kind, message: listed.message, failures });
    return next;
  }
  const { objects, resourceVersion } = listed;
  if (compareResourceVersions(resourceVersion, position.highest) < 0) {
    log.warn("The API server has gone back to an earlier state: {kind} is at {resourceVersion}, and was at {highest}", {
      kind,
      resourceVersion,
      highest: position.highest,
    });
    sink.restored();
  }
  const isNews = objects.some(({ metadata }) =>
    compareResourceVersions(metadata.resourceVersion, position.highest) > 0
  );
  if (isNews && position.quiet > 0) {
    sink.connected?.(false);
    if (position.isMute) connection.heldBack();
    log.warn("The watch of {kind} was half alive: a new list has changes that the watch did not report", { kind });
  }
  sink.replace(objects, resourceVersion);
  sink.connected?.(true);
  return afterList(position, resourceVersion, performance.now(), isNews);
}

/**
 * Checks that the server has not gone back to an earlier state. After a restore, a server accepts a watch from a
 * version that it has not reached yet, and sends no events. Returns undefined if the watch may begin.
 */
async function verify<Kind extends KindName>(
  { connection, selection, sink, timing }: Followed<Kind>,
  position: Listed,
  signal: AbortSignal,
): Promise<Position | undefined> {
  const present = await presentVersion(connection, selection, signal);
  if (signal.aborted) return position;
  if (present.outcome === "version") {
    if (compareResourceVersions(present.resourceVersion, position.resourceVersion) >= 0) return undefined;
    const { resourceVersion: _, ...unlisted } = position;
    return { ...unlisted, pauseMs: 0 };
  }
  sink.connected?.(false);
  const next = afterFailedList(position, retryAfter(present), timing);
  const { kind } = selection;
  warnRarely(log, "Cannot watch {kind}: {message}", { kind, message: present.message, failures: next.failures });
  return next;
}

async function watch<Kind extends KindName>(
  followed: Followed<Kind>,
  position: Listed,
  repeats: boolean,
  signal: AbortSignal,
): Promise<Position> {
  const { connection, selection, sink, timing } = followed;
  const started = performance.now();
  const order = new EventOrder(position.resourceVersion, position.checkpoint, repeats);
  let events = 0;
  let firstAt: number | undefined;
  const closed = await watchOnce(connection, selection, {
    resourceVersion: repeats ? position.checkpoint.resourceVersion : position.resourceVersion,
    ...periodOf(position, timing),
    signal,
    onOpen: () => sink.connected?.(true),
    onEvent: (event) => {
      events++;
      firstAt ??= performance.now();
      sink.alive?.();
      const verdict = order.hear(event.resourceVersion, event.type === "BOOKMARK", performance.now());
      if (verdict === "disorder") return lost(event.resourceVersion);
      return verdict === "known" || event.type === "BOOKMARK" ? undefined : deliver(selection.kind, event, sink);
    },
  });
  const now = performance.now();
  if (repeats && closed.end === "expired") return { ...position, checkpoint: checkpointAt(order.latest, now) };
  const ended = closed.end === "closed" && !order.ended(now) ? lost(order.latest) : closed;
  const { latest: resourceVersion, checkpoint } = order;
  const next = afterWatch(position, {
    ended,
    lastedMs: now - started,
    events,
    ...(firstAt !== undefined && { eventsForMs: now - firstAt }),
    resourceVersion,
    checkpoint,
  }, timing);
  if (next.heldBack === 1 && ended.end === "closed") connection.heldBack();
  // Once may be a coincidence.
  if (next.heldBack === 2) {
    log.warn("Events of {kind} come only when the watch ends, as if a proxy held them back: watches last {seconds} s", {
      kind: selection.kind,
      seconds: timing.heldBackSeconds,
    });
  }
  if (ended.end === "closed") sink.alive?.();
  if (ended.end !== "aborted") sink.watchEnded?.(ended.end);
  // A silent watch may still be connected: a watch of a dead node's Lease gets no events. The next list shows whether
  // the server answers.
  if (ended.end === "failed" || ended.end === "distrusted") sink.connected?.(false);
  tellEnd(selection.kind, ended, next);
  return next;
}

/**
 * The limits of a watch. Its period varies by a fifth, so that watches that began together do not always end together.
 * The first watch after a list takes a part of the period, so that at any time, some watch ends soon, and notices
 * faults.
 */
function periodOf(
  { quiet, heldBack, listedAt, checkpoint }: Position,
  timing: FollowTiming,
): Pick<WatchOptions, "timeoutSeconds" | "limits"> {
  const { watchSeconds, heldBackSeconds, lateMs, openMs, lineMs } = timing;
  const part = checkpoint.at === listedAt ? Math.random() : 0.8 + Math.random() / 5;
  const timeoutSeconds = Math.max(heldBackSeconds, heldBack > 0 ? 0 : Math.ceil(watchSeconds * part));
  const totalMs = timeoutSeconds * 1000 + lateMs;
  return { timeoutSeconds, limits: { openMs, totalMs, lineMs, silentMs: patienceMs(quiet, timing) } };
}

function lost(resourceVersion: string): WatchEnd {
  return { end: "garbled", message: `an event was lost, or came out of order, before ${resourceVersion}` };
}

function deliver<Kind extends KindName>(
  kind: Kind,
  event: { readonly type: string; readonly object: unknown; readonly resourceVersion: string },
  sink: Sink<Kinds[Kind]>,
): WatchEnd | undefined {
  const object = incoming(kind, event.object);
  if (object === undefined) return { end: "garbled", message: `an object of it is no ${kind}` };
  if (event.type === "DELETED") sink.remove(keyOf(object), event.resourceVersion);
  else sink.upsert(object);
  return undefined;
}

function tellEnd(kind: KindName, ended: WatchEnd, { failures, quiet }: Position): void {
  switch (ended.end) {
    case "aborted":
    case "closed":
    case "distrusted":
    case "heldBack":
      return;
    case "expired":
      return log.info("The watch of {kind} starts from a new list: {message}", { kind, message: ended.message });
    case "garbled":
      return warnRarely(log, "The watch of {kind} starts from a new list: {message}", {
        kind,
        message: ended.message,
        failures: Math.max(1, failures),
      });
    case "silent":
      // The watch of a dead node's Lease is silent although it works.
      if (kind === "Lease") return log.debug("The watch of {kind} is opened again: {message}", { kind, ...ended });
      return warnRarely(log, "The watch of {kind} is opened again: {message}", {
        kind,
        message: ended.message,
        failures: quiet,
      });
    case "failed":
      return warnRarely(log, "The watch of {kind} broke off: {message}", { kind, message: ended.message, failures });
  }
}
