/**
 * Keeps the history of addresses while this process leads, and writes it to a ConfigMap, where all replicas find it.
 *
 * Why: docs/adr/0030-history-in-a-configmap.md
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { entriesIn, historyName, type Pages, pagesWith, patchedPages } from "../../functions/model/history/book.ts";
import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import { newsOf } from "../../functions/model/history/news.ts";
import { pastOf } from "../../functions/model/history/past.ts";
import {
  joined,
  lookAtSessions,
  type SessionLook,
  type SessionsBefore,
} from "../../functions/model/history/sessions.ts";
import type { Observed } from "../../functions/model/observed.ts";
import type { ConfigMap, Instant } from "../../functions/model/kubernetes.ts";
import { logger } from "../ground/log.ts";
import type { Outcome, Store } from "../store/store.ts";

const log = logger("history");

export interface HistoryTiming {
  /** The delay from the first news to its write, so that news of one incident are written together. */
  readonly restMs: number;
  /** The least time between two writes. */
  readonly gapMs: number;
}

const usualTiming: HistoryTiming = { restMs: 1_000, gapMs: 30_000 };

/** The most entries that are kept in memory. The ConfigMap may hold fewer. */
const mostEntries = 5_000;

/** The parts of a pass that the history needs. */
export interface Seen {
  readonly observed: Pick<Observed, "now" | "virtualIPs" | "leases" | "bgpPeers" | "followedSince">;
  readonly desired: Pick<Parameters<typeof newsOf>[1], "allocations">;
}

export interface HistoryKeeperOptions {
  readonly store: Store;
  readonly namespace: string;
  readonly mayWrite: () => boolean;
  readonly timing?: Partial<HistoryTiming>;
}

/** The history during one term of a leader. */
export class HistoryKeeper implements AsyncDisposable {
  readonly #options: HistoryKeeperOptions;
  readonly #timing: HistoryTiming;
  #entries: readonly HistoryEntry[] = [];
  #past = pastOf([]);
  #pages: Pages = {};
  #isRead = false;
  #isOver = false;
  #readAgainAt = -Infinity;
  #reading: Promise<void> = Promise.resolve();
  #latest: Seen | undefined;
  #before: { readonly virtualIPs: readonly VirtualIP[]; readonly sessions: SessionsBefore } | undefined;
  #sessions: SessionLook | undefined;
  #unwritten: readonly HistoryEntry[] = [];
  #writtenAt = -Infinity;
  /** The time of the first try to write the unwritten entries; undefined: no try has failed. */
  #triedAt: Instant | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: HistoryKeeperOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
  }

  /** The entries, the oldest first; the same array until an entry is added. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  /** Call it after each pass. It is cheap while no VirtualIP changes. */
  look(seen: Seen): void {
    this.#latest = seen;
    if (!this.#isRead) return this.#read();
    const { observed, desired: { allocations } } = seen;
    const { now, virtualIPs } = observed;
    const sessions = lookAtSessions(observed, this.#sessions);
    this.#sessions = sessions;
    const news = newsOf(this.#past, { now, before: this.#before, virtualIPs, sessions, allocations });
    this.#before = { virtualIPs, sessions: { up: sessions.up } };
    if (news.length === 0) return;
    const written = this.#entries.slice(0, this.#entries.length - this.#unwritten.length);
    this.#unwritten = joined(this.#unwritten, news).slice(-mostEntries);
    this.#entries = [...written, ...this.#unwritten].slice(-mostEntries);
    this.#past = pastOf(this.#entries);
    this.#plan();
  }

  /** Writes the unwritten entries as soon as the timing allows it. */
  #plan(): void {
    const dueMs = this.#writtenAt + this.#timing.gapMs - performance.now();
    this.#timer ??= setTimeout(() => this.#write(), Math.max(this.#timing.restMs, dueMs));
  }

  /**
   * Reads the history that the previous leader wrote; until then no entry is added. If the reading fails, a later
   * pass tries again.
   */
  #read(): void {
    if (performance.now() < this.#readAgainAt) return;
    this.#readAgainAt = performance.now() + this.#timing.gapMs;
    this.#reading = readHistory(this.#options.store, this.#options.namespace).then((found) => {
      if (found === "unreadable" || this.#isOver) return;
      this.#pages = found?.data ?? {};
      this.#entries = entriesIn(found);
      this.#past = pastOf(this.#entries);
      this.#isRead = true;
      if (this.#latest !== undefined) this.look(this.#latest);
    });
  }

  #write(): void {
    this.#timer = undefined;
    const news = this.#unwritten;
    if (news.length === 0 || !this.#options.mayWrite()) return;
    this.#unwritten = [];
    this.#writtenAt = performance.now();
    // A failed write may have taken effect. The next try has the same time, thus the same key, and replaces that page.
    const triedAt = this.#triedAt ?? Date.now();
    const patch = pagesWith(this.#pages, news, triedAt);
    const pages = patchedPages(this.#pages, patch);
    this.#writing = this.#send(patch, pages).then((outcome) => {
      if (outcome.outcome === "written") {
        [this.#pages, this.#triedAt] = [pages, undefined];
        return;
      }
      log.warn("Cannot write the history: {message}", { message: outcome.message });
      this.#triedAt = triedAt;
      this.#unwritten = [...news, ...this.#unwritten].slice(-mostEntries);
      if (!this.#isOver) this.#plan();
    });
  }

  async #send(patch: Readonly<Record<string, string | null>>, pages: Pages): Promise<Outcome<"ConfigMap">> {
    const { store, namespace } = this.#options;
    const target = { kind: "ConfigMap", name: historyName, namespace } as const;
    const patched = await store.write({ action: "patch", target, patch: { data: patch } });
    if (patched.outcome !== "gone") return patched;
    const metadata = { name: historyName, namespace };
    const object: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data: pages };
    return await store.write({ action: "create", kind: "ConfigMap", object });
  }

  /** Writes the entries that are not written yet, if this process still leads. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#reading, this.#writing]);
    this.#write();
    await this.#writing;
  }
}

/** The ConfigMap with the history; undefined if there is none yet. */
export async function readHistory(
  store: Store,
  namespace: string,
  signal?: AbortSignal,
): Promise<ConfigMap | undefined | "unreadable"> {
  const fields = { "metadata.name": historyName };
  const listing = await store.list({ kind: "ConfigMap", namespace, fields }, signal);
  if (listing.outcome === "listed") return listing.objects.find(({ metadata: { name } }) => name === historyName);
  log.warn("Cannot read the history: {message}", { message: listing.message });
  return "unreadable";
}
