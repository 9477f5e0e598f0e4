/**
 * Splits a stream of text into lines, chunk by chunk. The text after the last line end of a chunk is kept for the next
 * chunk; at the end of the stream it is dropped. The cost of a line is linear in its length, even if it has many
 * chunks.
 */
export class Lines {
  readonly #decoder = new TextDecoder();
  #unfinished: string[] = [];
  #bytes = 0;

  /** The number of bytes of the unfinished line. */
  get unfinishedBytes(): number {
    return this.#bytes;
  }

  /** The lines that end in this chunk, without their line ends. */
  take(chunk: Uint8Array): string[] {
    const end = chunk.lastIndexOf(0x0a);
    this.#bytes = end < 0 ? this.#bytes + chunk.length : chunk.length - end - 1;
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
