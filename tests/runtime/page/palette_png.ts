/**
 * Reduces a browser's picture to 256 colours, which makes its file a third as large.
 *
 * @module
 */

import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const ascii = new TextEncoder();

/** The name of the text in the picture's file that says what the picture shows. */
export const outlineKey = "Description";

/** @param png with 8 bits for red, green, blue and perhaps opacity, as Chromium writes it */
export function palettePNG(png: Uint8Array, outline: string): Uint8Array<ArrayBuffer> {
  const { width, height, pixels } = pixelsOf(png);
  const palette = commonColors(pixels);
  const nearest = new Map<number, number>();
  const rows = new Uint8Array((width + 1) * height);
  for (const [at, color] of pixels.entries()) {
    const index = nearest.get(color) ?? nearestIn(palette, color);
    nearest.set(color, index);
    rows[Math.floor(at / width) * (width + 1) + 1 + at % width] = index;
  }
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 3], 8);
  const colors = palette.flatMap((color) => [color >> 16, color >> 8 & 255, color & 255]);
  return joined([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.from(colors)),
    chunk("tEXt", ascii.encode(`${outlineKey}\0${outline}`)),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** The chunks of a picture's file, by name; several with one name are joined. */
export function chunksOf(png: Uint8Array): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = signature.length; at < png.length;) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    chunks.set(name, joined([chunks.get(name) ?? new Uint8Array(), png.subarray(at + 8, at + 8 + length)]));
    at += length + 12;
  }
  return chunks;
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Each as 0xRRGGBB. */
  readonly pixels: Uint32Array;
}

function pixelsOf(png: Uint8Array): Pixels {
  const chunks = chunksOf(png);
  const [header, data] = [chunks.get("IHDR"), chunks.get("IDAT")];
  if (header === undefined || data === undefined) throw new TypeError("Cannot read the picture: it has no pixels");
  const view = new DataView(header.buffer);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const bytes = header[9] === 6 ? 4 : 3;
  const flat = unfiltered(inflateSync(data), width * bytes, bytes);
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = flat.subarray(at * bytes, at * bytes + 3);
    return red << 16 | green << 8 | blue;
  });
  return { width, height, pixels };
}

/** The rows without the filters of PNG (section 9 of the standard). */
function unfiltered(filtered: Uint8Array, length: number, bytes: number): Uint8Array {
  const rows = filtered.length / (length + 1);
  const flat = new Uint8Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const filter = filtered[row * (length + 1)];
    for (let column = 0; column < length; column++) {
      const at = row * length + column;
      const left = column < bytes ? 0 : flat[at - bytes] ?? 0;
      const up = row === 0 ? 0 : flat[at - length] ?? 0;
      const upLeft = row === 0 || column < bytes ? 0 : flat[at - length - bytes] ?? 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter ?? 0] ?? 0;
      flat[at] = (filtered[row * (length + 1) + 1 + column] ?? 0) + guess;
    }
  }
  return flat;
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [left, up, upLeft].map((each) => Math.abs(guess - each));
  if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toUpLeft ?? 0)) return left;
  return (toUp ?? 0) <= (toUpLeft ?? 0) ? up : upLeft;
}

/** The 256 most frequent colours. Of several colours that look alike, it has only the most frequent one. */
function commonColors(pixels: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const kinds = new Map<number, number>();
  for (const [color] of [...counts].toSorted(([, one], [, other]) => other - one)) {
    const kind = color & 0xf8f8f8;
    if (!kinds.has(kind)) kinds.set(kind, color);
  }
  return [...kinds.values()].slice(0, 256);
}

function nearestIn(palette: readonly number[], color: number): number {
  const far = palette.map((each) =>
    [16, 8, 0].reduce((sum, bits) => sum + ((each >> bits & 255) - (color >> bits & 255)) ** 2, 0)
  );
  return far.indexOf(Math.min(...far));
}

function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const named = joined([ascii.encode(name), data]);
  const [before, after] = [new Uint8Array(4), new Uint8Array(4)];
  new DataView(before.buffer).setUint32(0, data.length);
  new DataView(after.buffer).setUint32(0, crc32(named));
  return joined([before, named, after]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
