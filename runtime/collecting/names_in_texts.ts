/**
 * Finds the names of hosts and the addresses of mail in texts. Pure.
 *
 * @module
 */

import { isPublicHost } from "./public_names.ts";

/** A name, with the word for its pseudonym. */
export type Named = readonly [noun: string, name: string];

/** Finds each name, possibly several times. */
export function* namesInText(text: string): Generator<Named> {
  for (const [mail] of text.matchAll(/[\w.+-]{1,64}@[a-z0-9][\w.-]*[a-z0-9]/gi)) yield ["mail", mail];
  for (const [, host = ""] of text.matchAll(/\b\w+:\/\/(?:[^\s/@]{0,256}@)?([\w.-]*\w)/gi)) {
    if (/[a-z]/i.test(host) && !isPublicHost(host)) yield ["host", host];
  }
  for (const [, user = ""] of text.matchAll(/\buser \\?"([^"\\]+)/gi)) {
    if (!user.startsWith("system:")) yield ["user", user];
  }
  for (const [host = ""] of text.matchAll(/(?<![\w.-])(?:[a-z0-9_](?:[\w-]{0,61}\w)?\.)+[a-z]{2,18}(?![\w-])/gi)) {
    if (isHost(host)) yield ["host", host];
  }
}

/** Finds the name of the host; none for an address, for a public host and for an image without a registry. */
export function* hostIn(server: string): Generator<Named> {
  const [, host = ""] = /^(?:\w+:\/\/)?([\w.-]*\w)/.exec(server) ?? [];
  if (/[a-z]/i.test(host) && host.includes(".") && !isPublicHost(host)) yield ["host", host];
}

/** True if the end is a top-level domain in use, and not the end of a file's name. */
function isHost(word: string): boolean {
  const end = word.slice(word.lastIndexOf(".") + 1).toLowerCase();
  return (domains.has(end) || (end.length === 2 && !files.has(end))) && !isPublicHost(word);
}

const domains: ReadonlySet<string> = new Set(
  ("com net org info biz edu gov mil int arpa dev app cloud tech online site store shop page network systems solutions " +
    "services group global company team studio digital agency host hosting games bank lan local internal intranet " +
    "private corp home localdomain domain office dmz mgmt priv example invalid test xyz").split(" "),
);

/** Ends of files, and last words of fields such as `status.loadBalancer.ingress.0.ip`. */
const files: ReadonlySet<string> = new Set(["ts", "js", "md", "so", "sh", "py", "rs", "go", "gz", "ip", "id", "as"]);
