/**
 * Tells what has changed in a folder, when it may be read.
 *
 * @module
 */

import type { FolderLayout, Part } from "./folder_layout.ts";
import type { Identity } from "./identity.ts";

export interface Changes {
  /** A file of the store's own: it is complete, since it came by renaming. */
  part(part: Part, identity: Identity): void;
  /** A user's file: whoever wrote it has closed it, or has paused for a while. */
  manifests(path: string): void;
  /** Something else: folders came or went, or changes were lost. */
  anything(): void;
}

/** How long after its last change a file is read that is still open. */
const quietMs = 50;

/** Watches a folder and all below it until it is disposed of. */
export class FolderWatch implements Disposable {
  readonly #watcher: Deno.FsWatcher;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #layout: FolderLayout;
  readonly #changes: Changes;
  /** Resolves when it has ended. */
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
      // inotify tells of files opened for writing that are closed ("access"), and of none that are only read.
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
