/**
 * Waits for all descriptors of this process in one `poll(2)`, off the main thread.
 *
 * @module
 */

import type { Libc } from "./libc.ts";
import { closeOnExec, nonblocking } from "./socket_constants.ts";

const pollIn = 0x0001;
const pollInvalid = 0x0020;
const pollfdSize = 8;
const one = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

/** Called when there is something to read; it reads until there is no more, or until its share of work is done. */
export type OnReadable = () => void;

const nothing: ReadonlySet<number> = new Set();

interface Asked {
  readonly ignored: ReadonlySet<number>;
  readonly descriptors: readonly number[];
  readonly polled: DataView<ArrayBuffer>;
}

export class Poller implements AsyncDisposable {
  readonly #libc: Libc;
  readonly #readers = new Map<number, OnReadable>();
  readonly #bell: number;
  /** What the last wait asked for; the next one mostly asks for the same. */
  #asked: Asked | undefined;
  #pending: Promise<number> | undefined;
  #closed = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#bell = libc.check(libc.calls.eventfd(0, closeOnExec | nonblocking), "open eventfd");
    this.#readers.set(this.#bell, () => libc.calls.read(this.#bell, new Uint8Array(8), 8n));
  }

  add(descriptor: number, onReadable: OnReadable): void {
    this.#readers.set(descriptor, onReadable);
    this.#asked = undefined;
    this.wake();
  }

  /** To be called before the descriptor is closed. A poll under way keeps a socket open, so it is ended too. */
  remove(descriptor: number): void {
    this.#readers.delete(descriptor);
    this.#asked = undefined;
    this.wake();
  }

  /** Ends the wait under way, or the next one. */
  wake(): void {
    if (!this.#closed) this.#libc.calls.write(this.#bell, one, 8n);
  }

  /**
   * Calls the readers of all descriptors that have something, and returns; also when somebody calls `wake`, or when the
   * time is over, and then never too early: fractions of a millisecond are rounded up. `Infinity` waits without end.
   * Descriptors that are ignored do not end it, and their readers are not called; the set must not change later.
   */
  async wait(timeoutMs: number, ignored: ReadonlySet<number> = nothing): Promise<void> {
    if (this.#closed) throw new Error("Cannot wait for descriptors: the poller is closed");
    if (this.#pending !== undefined) throw new Error("Cannot wait for descriptors: another wait is under way");
    const { descriptors, polled } = this.#askFor(ignored);
    this.#pending = this.#libc.calls.poll(polled, BigInt(descriptors.length), wholeMilliseconds(timeoutMs));
    const ready = await this.#pending;
    this.#pending = undefined;
    if (ready <= 0 || this.#closed) return;
    for (const [index, descriptor] of descriptors.entries()) {
      this.#dispatch(descriptor, polled.getInt16(index * pollfdSize + 6, true));
    }
  }

  #askFor(ignored: ReadonlySet<number>): Asked {
    if (this.#asked?.ignored === ignored) return this.#asked;
    const descriptors = [...this.#readers.keys()].filter((each) => !ignored.has(each));
    this.#asked = { ignored, descriptors, polled: pollfds(descriptors) };
    return this.#asked;
  }

  #dispatch(descriptor: number, events: number): void {
    if (events === 0) return;
    const onReadable = this.#readers.get(descriptor);
    if (onReadable === undefined) return;
    if ((events & pollInvalid) !== 0) {
      throw new Error(`Cannot wait for descriptor ${descriptor}: it was closed before it was removed`);
    }
    onReadable();
  }

  /** Ends the wait under way, calling no more readers. Their descriptors stay open: they are not the poller's. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.wake();
    this.#closed = true;
    await this.#pending;
    this.#libc.calls.close(this.#bell);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function pollfds(descriptors: readonly number[]): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(descriptors.length * pollfdSize));
  for (const [index, descriptor] of descriptors.entries()) {
    view.setInt32(index * pollfdSize, descriptor, true);
    view.setInt16(index * pollfdSize + 4, pollIn, true);
  }
  return view;
}

function wholeMilliseconds(timeoutMs: number): number {
  return timeoutMs === Infinity ? -1 : Math.min(Math.max(Math.ceil(timeoutMs), 0), 0x7fffffff);
}
