/**
 * Records the events that an instrument writes, and waits for certain events.
 *
 * @module
 */

import { textLines } from "../../ground/text_lines.ts";

export interface Awaited {
  /** The earliest time of the event, in milliseconds since the Unix epoch; by default 0. */
  readonly since?: number;
  readonly withinMs: number;
}

/** Collects the JSON lines of a process. `stop` kills the process. */
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

  /** Calls the listener for each event from now on. Returns a function that removes the listener. */
  listen(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first wanted event; undefined if none arrives within `withinMs`, or before the process ends. */
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

  /** The events at or after `at` (ms since the Unix epoch). */
  since(at: number): readonly Event[] {
    return this.events.filter((event) => event.at >= at);
  }

  /** Drops all events before this time (ms since the Unix epoch). */
  forget(before: number): void {
    const kept = this.events.findIndex(({ at }) => at >= before);
    this.events.splice(0, kept < 0 ? this.events.length : kept);
  }

  /** Kills the process and returns all events. None is lost, since the process writes each event at once. */
  async stop(): Promise<readonly Event[]> {
    this.#process.kill("SIGKILL");
    await Promise.all([this.#process.status, this.#reading]);
    return this.events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
