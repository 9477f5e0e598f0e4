/**
 * The lines of a stream of text, as each chunk completes them; what follows the last line end is dropped. A line that
 * spans many chunks costs no more than its length.
 */
export class Lines {
  readonly #decoder = new TextDecoder();
  #unfinished: string[] = [];

  /** The lines that end in this chunk, without their line ends. */
  take(chunk: Uint8Array): string[] {
    const pieces = this.#decoder.decode(chunk, { stream: true }).split("\n");
    const last = pieces.pop() ?? "";
    const [first, ...others] = pieces;
    if (first === undefined) {
      if (last !== "") this.#unfinished.push(last);
      return [];
    }
    const lines = [this.#unfinished.join("") + first, ...others];
    this.#unfinished = last === "" ? [] : [last];
    return lines;
  }
}
