/**
 * Parses the option that names the address of the status page.
 *
 * @module
 */

import { InvalidArgumentError } from "commander";
import type { PagePlace } from "../../controller/options.ts";
import { listenAddress } from "./listen_address.ts";

export const usualPage: PagePlace = { address: { hostname: "127.0.0.1", port: 7475 }, isAskedFor: false };

/**
 * Reads `HOST:PORT` or `off`. The page has no login, so it may be served only on this host. Users who may run `kubectl
 * port-forward` can reach it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(pagePlace("[::1]:8080"), { address: { hostname: "::1", port: 8080 }, isAskedFor: true });
 * assert.equal(pagePlace("off"), "off");
 * assert.throws(() => pagePlace("0.0.0.0:8080"), /not on this host alone/);
 * ```
 *
 * @throws InvalidArgumentError
 */
export function pagePlace(text: string): PagePlace | "off" {
  if (text === "off") return "off";
  const address = listenAddress(text);
  if (!/^(localhost|127(\.\d+){3}|::1)$/.test(address.hostname)) {
    throw new InvalidArgumentError(
      "not on this host alone: choose 127.0.0.1 or [::1], and reach it by kubectl port-forward",
    );
  }
  return { address, isAskedFor: true };
}
