/**
 * Keeps the view of a folder up to date.
 *
 * @module
 */

import type { FolderLayout, Part } from "./folder_layout.ts";
import type { FolderLock } from "./folder_lock.ts";
import { type FolderOptions, FolderReader } from "./folder_reader.ts";
import { FolderView } from "./folder_view.ts";
import { type Changes, FolderWatch } from "./folder_watch.ts";
import type { Identity } from "./identity.ts";

/** How long what a user's file no longer has is waited for: editors save by way of an empty or a missing file. */
const missingMs = 100;
/** How long the status of an object outlives it. */
const orphanMs = 1_000;
/** How often everything is read again, lest something was missed. */
const rereadMs = 60_000;

export class FolderMirror implements Changes, AsyncDisposable {
  readonly view = new FolderView();
  readonly reader: FolderReader;
  /** Called each time that everything has been read again. */
  readonly onReread: Set<() => void> = new Set();
  readonly #layout: FolderLayout;
  readonly #lock: FolderLock;
  readonly #watch: FolderWatch;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #tidying: Promise<void> = Promise.resolve();

  /** Watches first and reads then, so that nothing is missed in between. */
  constructor(layout: FolderLayout, lock: FolderLock, options: FolderOptions) {
    this.#layout = layout;
    this.#lock = lock;
    this.reader = new FolderReader(layout, this.view, options);
    this.#watch = new FolderWatch(layout, this);
    this.anything();
    this.#rereadLater();
  }

  part(part: Part, identity: Identity): void {
    this.reader.readPart(part, identity);
  }

  manifests(path: string): void {
    if (!this.reader.readManifestFile(path, { mayRemove: false })) return;
    this.#after(path, missingMs, () => {
      this.reader.readManifestFile(path, { mayRemove: true });
      this.#tidyLater();
    });
  }

  anything(): void {
    this.reader.readAll();
    this.#tidyLater();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#watch.ended;
    await this.#tidying;
  }

  #rereadLater(): void {
    this.#after("read again", rereadMs, () => {
      this.anything();
      for (const each of this.onReread) each();
      this.#rereadLater();
    });
  }

  /** Removes what was written of objects that are gone, so that a namesake does not inherit it. */
  #tidyLater(): void {
    if (this.view.orphans().length === 0) return;
    this.#after("tidy", orphanMs, () => {
      this.#tidying = this.#lock.hold(() => this.#tidy());
    });
  }

  #tidy(): void {
    if (this.reader.isIncomplete) return;
    for (const identity of this.view.orphans()) {
      removeFile(this.#layout.part("status", identity));
      this.reader.setPart("status", identity, undefined);
    }
  }

  #after(name: string, milliseconds: number, action: () => void): void {
    clearTimeout(this.#timers.get(name));
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      action();
    }, milliseconds);
    this.#timers.set(name, timer);
  }
}

/** Removes a file, or does nothing when it is gone. */
export function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Somebody else was faster.
  }
}
