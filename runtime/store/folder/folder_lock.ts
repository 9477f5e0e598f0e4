/**
 * The lock for writes to a shared folder. Its file contains the last resourceVersion.
 *
 * @module
 */

export interface Versions {
  /** The next version, which is higher than all earlier versions and than `above`. */
  next(above: number): number;
}

export class FolderLock implements AsyncDisposable {
  readonly #file: Deno.FsFile;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#file = Deno.openSync(path, { read: true, write: true, create: true });
  }

  /** Runs the action while no other process and no other caller in this process holds the lock. */
  hold<Result>(action: (versions: Versions) => Result): Promise<Result> {
    const held = this.#last.then(() => this.#lockedFor(action));
    this.#last = held.catch(() => undefined);
    return held;
  }

  /** Waits for all callers in this process, and closes the lock. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    this.#file.close();
  }

  async #lockedFor<Result>(action: (versions: Versions) => Result): Promise<Result> {
    await this.#file.lock(true);
    try {
      return action({ next: (above) => this.#next(above) });
    } finally {
      await this.#file.unlock();
    }
  }

  /**
   * Microseconds since the epoch, or one more than the last version or `above` if that is higher. So versions are
   * comparable with the times of the user's files.
   */
  #next(above: number): number {
    const buffer = new Uint8Array(32);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    const length = this.#file.readSync(buffer) ?? 0;
    const last = Number(new TextDecoder().decode(buffer.subarray(0, length))) || 0;
    const version = Math.max(Date.now() * 1000, last + 1, above + 1);
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#file.writeSync(new TextEncoder().encode(`${version}\n`));
    return version;
  }
}
