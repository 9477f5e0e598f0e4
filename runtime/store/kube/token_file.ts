/** The interval at which the file is read, as in client-go. The kubelet renews a token long before it expires. */
const rereadAfterMs = 60_000;

/**
 * Returns the header with the bearer token of a file. Reads the file again once a minute, and after the token was
 * refused.
 */
export function tokenFile(path: string): (refused: boolean) => Promise<string | undefined> {
  let header: string | undefined;
  let readAt = -Infinity;
  return async (refused) => {
    if (header === undefined || refused || performance.now() - readAt > rereadAfterMs) {
      // The file may be absent for a moment while it is replaced. The last token is then still valid.
      const token = await Deno.readTextFile(path).catch(() => undefined);
      if (token !== undefined) header = `Bearer ${token.trim()}`;
      readAt = performance.now();
    }
    return header;
  };
}
