/**
 * Text that comes in lines.
 *
 * @module
 */

/** Each whole line of a stream, without its end; what comes after the last one is left out, since its writer was killed. */
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
