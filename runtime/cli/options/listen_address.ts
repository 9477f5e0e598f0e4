/**
 * Parses the options that name an address to listen on.
 *
 * @module
 */

import { InvalidArgumentError } from "commander";
import type { ListenAddress } from "../../ground/http/listen.ts";

/**
 * Reads `HOST:PORT`. An IPv6 address must be in brackets.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(listenAddress("127.0.0.1:9120"), { hostname: "127.0.0.1", port: 9120 });
 * assert.deepEqual(listenAddress("[::]:9120"), { hostname: "::", port: 9120 });
 * assert.throws(() => listenAddress("9120"), /not HOST:PORT/);
 * ```
 *
 * @throws InvalidArgumentError
 */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const hostname = bracketed ?? plain;
  const port = Number(digits);
  if (hostname === undefined || port < 1 || port > 65_535) {
    throw new InvalidArgumentError("not HOST:PORT, such as 127.0.0.1:9120 or [::]:9120");
  }
  return { hostname, port };
}
