/**
 * How far long work has come: one line on a terminal, over and over; nothing in a pipe.
 *
 * @module
 */

const everyMs = 200;

export class Progress implements Disposable {
  readonly #title: string;
  readonly #isSeen = Deno.stderr.isTerminal();
  #shownAt = -Infinity;

  constructor(title: string) {
    this.#title = title;
  }

  show(state: string): void {
    const now = performance.now();
    if (!this.#isSeen || now - this.#shownAt < everyMs) return;
    this.#shownAt = now;
    write(`\r\x1b[K${this.#title} ${state}`);
  }

  /** Leaves no trace. */
  [Symbol.dispose](): void {
    if (this.#shownAt > -Infinity) write("\r\x1b[K");
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
