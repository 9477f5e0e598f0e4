/**
 * Parses the option `--host`: the MAC of a host.
 *
 * @module
 */

import { isGroupMac, isMac, zeroMac } from "../../../functions/model/wire/mac.ts";
import type { Subject } from "../../../functions/model/questions/explanation.ts";
import { UsageError } from "../../ground/usage_error.ts";

/**
 * The subject, with the host. The MAC may have colons or dashes, in lower or upper case.
 *
 * ```ts
 * import { parseAddress } from "../../../functions/model/addresses/address.ts";
 * import { withHost } from "./host.ts";
 * import assert from "node:assert/strict";
 * const address = parseAddress("192.0.2.1");
 * assert.ok(address !== undefined);
 * assert.deepEqual(withHost({ about: "address", address }, "02-00-00-00-00-0A"), {
 *   about: "address",
 *   address,
 *   host: "02:00:00:00:00:0a",
 * });
 * ```
 *
 * @param given the value of the option; undefined: the option is not given
 * @throws UsageError
 */
export function withHost(subject: Subject, given: string | undefined): Subject {
  if (given === undefined) return subject;
  const mac = given.replaceAll("-", ":").toLowerCase();
  if (!isMac(mac) || isGroupMac(mac) || mac === zeroMac) {
    throw new UsageError(`Cannot read --host ${given}: write the MAC of a host, e.g. 02:00:00:00:00:01`);
  }
  if (subject.about !== "address") throw new UsageError("Cannot use --host: it needs an address, not another subject");
  return { ...subject, host: mac };
}
