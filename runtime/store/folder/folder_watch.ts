/**
 * Reports changes in a folder, when the changed file is complete.
 *
 * @module
 */

import type { FolderLayout, Part } from "./folder_layout.ts";
import type { Identity } from "./identity.ts";

export interface Changes {
  /** One of the store's own files has changed. It is complete, since it was renamed into place. */
  part(part: Part, identity: Identity): void;
  /** A user's file has changed; its writer has closed it or paused for a while. */
  manifests(path: string): void;
  /** Any other change, e.g. folders were added or removed, or events were lost. */
  anything(): void;
}

/** A file that its writer does not close is reported 50 ms after its last change. */
const quietMs = 50;

/** Watches a folder and its subfolders until it is disposed of. */
export class FolderWatch implements Disposable {
  readonly #watcher: Deno.FsWatcher;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #layout: FolderLayout;
  readonly #changes: Changes;
  /** Resolves when the watch has ended. */
  readonly ended: Promise<void>;

  constructor(layout: FolderLayout, changes: Changes) {
    this.#layout = layout;
    this.#changes = changes;
    this.#watcher = Deno.watchFs(layout.root, { recursive: true });
    this.ended = this.#run();
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  async #run(): Promise<void> {
    for await (const { kind, paths, flag } of this.#watcher) {
      if (flag === "rescan") this.#changes.anything();
      // inotify reports "access" when a file that was opened for writing is closed. It reports no event for files that
      // are only read.
      const complete = kind === "access" || kind === "rename" || kind === "remove";
      for (const path of paths) this.#changed(path, complete);
    }
  }

  #changed(path: string, complete: boolean): void {
    const meaning = this.#layout.meaningOf(path);
    if (meaning.is === "part") this.#changes.part(meaning.part, meaning.identity);
    else if (meaning.is === "manifests") this.#soon(path, () => this.#changes.manifests(path), complete);
    else if (!this.#layout.isHidden(path)) this.#soon(this.#layout.root, () => this.#changes.anything(), false);
  }

  #soon(path: string, action: () => void, atOnce: boolean): void {
    clearTimeout(this.#timers.get(path));
    this.#timers.delete(path);
    if (atOnce) return action();
    const timer = setTimeout(() => {
      this.#timers.delete(path);
      action();
    }, quietMs);
    this.#timers.set(path, timer);
  }
}
