/**
 * The progress of long work: on a terminal, one line that is rewritten; in a pipe, nothing.
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

  /** Clears the line. */
  [Symbol.dispose](): void {
    if (this.#shownAt > -Infinity) write("\r\x1b[K");
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
