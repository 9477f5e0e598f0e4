/**
 * Waits for all descriptors of this process in one `poll(2)`, on another thread.
 *
 * @module
 */

import type { Libc } from "./libc.ts";
import { closeOnExec, nonblocking } from "./socket_constants.ts";

const pollIn = 0x0001;
const pollInvalid = 0x0020;
const pollfdSize = 8;
const one = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

/** Called when the descriptor is readable. It reads all data, or as much as one turn allows. */
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
  /** The poll set of the last wait. It is kept because the next wait mostly uses the same set. */
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

  /** Call this before closing the descriptor. It also ends the running poll, which would keep the socket open. */
  remove(descriptor: number): void {
    this.#readers.delete(descriptor);
    this.#asked = undefined;
    this.wake();
  }

  /** Ends the running wait, or the next wait if none is running. */
  wake(): void {
    if (!this.#closed) this.#libc.calls.write(this.#bell, one, 8n);
  }

  /**
   * Waits until a descriptor is readable, until `wake` is called, or until the timeout; then calls the readers of all
   * readable descriptors. The timeout is rounded up to whole milliseconds; `Infinity` means no timeout. Ignored
   * descriptors do not end the wait, and their readers are not called. The set `ignored` must not be changed later.
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

  /** Ends the running wait, and calls no more readers. It does not close the readers' descriptors. */
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
