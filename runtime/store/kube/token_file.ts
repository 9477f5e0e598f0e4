/** The kubelet rotates a token long before it expires; client-go looks again as often. */
const rereadAfterMs = 60_000;

/** A bearer token from a file that somebody renews: read again every minute, and when it was refused. */
export function tokenFile(path: string): (refused: boolean) => Promise<string | undefined> {
  let header: string | undefined;
  let readAt = -Infinity;
  return async (refused) => {
    if (header === undefined || refused || performance.now() - readAt > rereadAfterMs) {
      // A file that is just being exchanged may be absent for a moment: the last token still holds.
      const token = await Deno.readTextFile(path).catch(() => undefined);
      if (token !== undefined) header = `Bearer ${token.trim()}`;
      readAt = performance.now();
    }
    return header;
  };
}
