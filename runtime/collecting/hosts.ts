/**
 * Finds the name of a host in the address of a server. Pure.
 *
 * @module
 */

import { isPublicHost } from "./public_names.ts";

/** A name, with the word for its pseudonym. */
export type Named = readonly [noun: string, name: string];

/** Finds the name of the host; none for an address, a public host, or a name without a dot, e.g. an image's name. */
export function* hostIn(server: string): Generator<Named> {
  const [, host = ""] = /^(?:\w+:\/\/)?([\w.-]*\w)/.exec(server) ?? [];
  if (/[a-z]/i.test(host) && host.includes(".") && !isPublicHost(host)) yield ["host", host];
}
