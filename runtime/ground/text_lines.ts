/**
 * Reads text line by line.
 *
 * @module
 */

/** Each whole line of a stream, without its line end. An incomplete last line is dropped: its writer was killed. */
export async function* textLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let begun = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    const [first = "", ...others] = piece.split("\n");
    const last = others.pop();
    if (last === undefined) {
      begun += first;
      continue;
    }
    yield begun + first;
    yield* others;
    begun = last;
  }
}
