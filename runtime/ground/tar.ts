/**
 * Tar archives of small text files, in the `ustar` format (POSIX.1-2017, pax, section "ustar Interchange Format").
 * Pure.
 *
 * @module
 */

export interface TarFile {
  /**
   * The relative path, with `/` between folders. At most 100 bytes, or 155 + 100 bytes if a `/` separates the two
   * parts.
   */
  readonly path: string;
  readonly text: string;
}

const block = 512;

/** The archive. Equal files and an equal time give equal bytes. Throws `RangeError` for a path that is too long. */
export function tarOf(files: readonly TarFile[], seconds: number): Uint8Array<ArrayBuffer> {
  const parts = files.flatMap(({ path, text }) => {
    const content = new TextEncoder().encode(text);
    return [headerOf(path, content.length, seconds), content, new Uint8Array(-content.length & (block - 1))];
  });
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 2 * block));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The regular files of an archive, also of archives by other programs. Folders, links and extended headers are skipped.
 *
 * ```ts
 * import { filesIn, tarOf } from "./tar.ts";
 * import assert from "node:assert/strict";
 * const files = [{ path: "a/b.txt", text: "hello" }];
 * assert.deepEqual(filesIn(tarOf(files, 0)), files);
 * ```
 */
export function filesIn(archive: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = [];
  let longName = "";
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    const name = textIn(header, 0, 100);
    if (name === "") break;
    const size = Number.parseInt(textIn(header, 124, 12).trim(), 8);
    if (!(size >= 0)) break;
    const prefix = textIn(header, 345, 155);
    const type = textIn(header, 156, 1);
    const content = archive.subarray(at + block, at + block + size);
    if (type === "0" || type === "") {
      const path = longName !== "" ? longName : prefix === "" ? name : `${prefix}/${name}`;
      files.push({ path: path.replace(/^\.\//, ""), text: new TextDecoder().decode(content) });
    }
    // GNU tar writes a long path into a separate entry before the file.
    longName = type === "L" ? textIn(content, 0, content.length) : "";
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}

function headerOf(path: string, size: number, seconds: number): Uint8Array {
  const { name, prefix } = divided(path);
  const header = new Uint8Array(block);
  const put = (text: string, at: number): void => header.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put("0000600\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(`${size.toString(8).padStart(11, "0")}\0`, 124);
  put(`${Math.floor(seconds).toString(8).padStart(11, "0")}\0`, 136);
  put("        ", 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put(prefix, 345);
  put(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function divided(path: string): { readonly name: string; readonly prefix: string } {
  const size = (text: string): number => new TextEncoder().encode(text).length;
  if (size(path) <= 100) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (size(prefix) <= 155 && size(name) <= 100) return { name, prefix };
  }
  throw new RangeError(`Cannot write a tar archive: the path ${path} is too long`);
}

function textIn(bytes: Uint8Array, at: number, length: number): string {
  const text = new TextDecoder().decode(bytes.subarray(at, at + length));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
