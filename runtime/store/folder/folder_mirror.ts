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

/**
 * The delay before an object that is missing in its file is removed: editors empty or remove a file while they save it.
 */
const missingMs = 100;
/** The delay before the status of a removed object is removed. */
const orphanMs = 1_000;
/** The interval at which all files are read again, in case a change was missed. */
const rereadMs = 60_000;

export class FolderMirror implements Changes, AsyncDisposable {
  readonly view = new FolderView();
  readonly reader: FolderReader;
  /** Called after each regular reading of all files, every `rereadMs`. */
  readonly onReread: Set<() => void> = new Set();
  readonly #layout: FolderLayout;
  readonly #lock: FolderLock;
  readonly #watch: FolderWatch;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #tidying: Promise<void> = Promise.resolve();

  /** Starts the watch before it reads the files, so that no change is missed in between. */
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

  /** Removes the statuses of removed objects later, so that a new object of the same name does not inherit them. */
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

/** Removes a file, if it exists. */
export function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Another process has removed it.
  }
}
