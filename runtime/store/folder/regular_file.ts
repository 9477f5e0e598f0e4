/**
 * Reads files that other users may have created. Only regular files are opened, since a FIFO blocks until there is a
 * writer, and a device may never end.
 *
 * @module
 */

/**
 * The text of a file, or why it is not read; undefined if there is no file, or if the system refuses to read it. Links
 * are followed: a mounted ConfigMap consists of links.
 */
export function readRegularFile(
  path: string,
  mostBytes: number,
): { readonly text: string } | { readonly fault: string } | undefined {
  try {
    const { isFile, isDirectory, size } = Deno.statSync(path);
    if (isDirectory) return undefined;
    if (!isFile) return { fault: "it is no regular file" };
    if (size > mostBytes) return { fault: `it is larger than ${mostBytes / 1024 / 1024} MiB` };
    return { text: Deno.readTextFileSync(path) };
  } catch {
    return undefined;
  }
}

/** Throws if the path is no folder, or is a symbolic link: the store must not write outside the folder. */
export function assertFolder(path: string): void {
  if (!Deno.lstatSync(path).isDirectory) throw new Error(`${path} is no folder of its own: remove it`);
}

/** Throws if the path is a symbolic link. The file may be missing. */
export function assertNoLink(path: string): void {
  let isLink: boolean;
  try {
    isLink = Deno.lstatSync(path).isSymlink;
  } catch {
    return;
  }
  if (isLink) throw new Error(`${path} is a symbolic link: remove it`);
}
