/**
 * What an instrument has written so far, and a way to wait for more.
 *
 * @module
 */

import { textLines } from "./text_lines.ts";

export interface Awaited {
  /** Only events from then on, in milliseconds since the Unix epoch. Default: all. */
  readonly since?: number;
  readonly withinMs: number;
}

/** Collects the JSON lines of a process, which is started for it and ends with it. */
export class Recording<Event extends { readonly at: number }> implements AsyncDisposable {
  readonly events: Event[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #listeners = new Set<(event: Event) => void>();

  /** The standard output of the process must be piped. */
  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const line of textLines(this.#process.stdout)) {
      const event: Event = JSON.parse(line);
      this.events.push(event);
      for (const listener of [...this.#listeners]) listener(event);
    }
  }

  /** Calls the listener for each event from now on; returns how to stop that. */
  listen(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event that is wanted; undefined when none has come in time. */
  async first(wanted: (event: Event) => boolean, { since = 0, withinMs }: Awaited): Promise<Event | undefined> {
    const isIt = (event: Event): boolean => event.at >= since && wanted(event);
    const there = this.events.find(isIt);
    if (there !== undefined) return there;
    const { promise, resolve } = Promise.withResolvers<Event | undefined>();
    const timer = setTimeout(() => resolve(undefined), withinMs);
    const leave = this.listen((event) => {
      if (isIt(event)) resolve(event);
    });
    this.#reading.then(() => resolve(undefined));
    const found = await promise;
    leave();
    clearTimeout(timer);
    return found;
  }

  /** The events from then on. */
  since(at: number): readonly Event[] {
    return this.events.filter((event) => event.at >= at);
  }

  /** Lets go of what came before. */
  forget(before: number): void {
    const kept = this.events.findIndex(({ at }) => at >= before);
    this.events.splice(0, kept < 0 ? this.events.length : kept);
  }

  /** Ends the process, by force: it writes each event at once. */
  async stop(): Promise<readonly Event[]> {
    this.#process.kill("SIGKILL");
    await Promise.all([this.#process.status, this.#reading]);
    return this.events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
