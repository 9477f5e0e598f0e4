/**
 * The message of an error with its causes.
 *
 * @module
 */

/**
 * The message of an error and of its causes. The message `fetch failed` is replaced by the address of the server and
 * the system's error.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const cause = new Error(
 *   "error sending request for url (https://192.0.2.1:6443/api): client error (Connect): tcp connect error: Connection refused (os error 111)",
 * );
 * assert.equal(
 *   causeOf(new TypeError("fetch failed", { cause })),
 *   "https://192.0.2.1:6443 does not answer: tcp connect error: Connection refused (os error 111)",
 * );
 * assert.equal(causeOf(new Error("cannot read", { cause: new Error("no such file") })), "cannot read: no such file");
 * ```
 */
export function causeOf(error: unknown): string {
  const messages: string[] = [];
  let each = error;
  for (let depth = 0; depth < deepest && each !== undefined && each !== null; depth++) {
    const message = each instanceof Error ? each.message : String(each);
    if (!messages.some((said) => said.includes(message))) messages.push(message);
    each = each instanceof Error ? each.cause : undefined;
  }
  const telling = messages.filter((message) => message.toLowerCase() !== "fetch failed");
  return (telling.length === 0 ? messages : telling).map(withoutPath).join(": ");
}

/** The most causes to read, since a chain of causes may be a ring. */
const deepest = 8;

/** Removes the path of a request, since it differs between attempts, and repeats of one failure must be equal. */
function withoutPath(message: string): string {
  const parts = /^error sending request (?:from \S+ )?for (?:url )?\(?(https?:\/\/[^/\s)]+)\S*\)?(?: \(\S+\))?: (.+)$/s
    .exec(message);
  if (parts === null) return message;
  const [, server = "", said = ""] = parts;
  return `${server} does not answer: ${said.replace(/^client error \(\w+\): /, "")}`;
}
