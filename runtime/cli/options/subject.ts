/**
 * Parses the subject of a question, e.g. of `arpeggio why`.
 *
 * @module
 */

import { parseAddress } from "../../../functions/model/addresses/address.ts";
import type { ObjectReference } from "../../../functions/model/fault.ts";
import type { Subject } from "../../../functions/model/questions/explanation.ts";
import { kindNamed } from "./kind_names.ts";
import { UsageError } from "../../ground/usage_error.ts";

/**
 * Reads an address, `NAME` or `NAMESPACE/NAME` of a Service, or `KIND/NAME` of a Service, a node, a pool, a BGPPeer or
 * a VirtualIP. `KIND` may be `pool` or `peer`, or any name that kubectl accepts for the kind: `svc/web`,
 * `svc/shop/web`, `node/node-1`, `pool/first`, `ipap/first`, `vip/192.0.2.36`.
 *
 * ```ts
 * import { subjectOf } from "./subject.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(subjectOf("svc/web", "shop"), { about: "service", key: "shop/web" });
 * assert.deepEqual(subjectOf("ipaddresspools.metallb.io/first", "shop"), { about: "pool", name: "first" });
 * ```
 *
 * @param namespace the namespace of a Service that is given by its name only
 * @param cannot the beginning of the message of the error
 * @throws UsageError
 */
export function subjectOf(what: string, namespace: string, cannot = "Cannot say why"): Subject {
  const address = parseAddress(what);
  if (address !== undefined) return { about: "address", address };
  const [word = "", ...rest] = what.split("/");
  const name = rest.at(-1) ?? word;
  const kind = rest.length === 0 ? "Service" : kindNamed(word);
  if (name === "" || rest.length > 2) throw unclear(what, cannot);
  if (kind === undefined && rest.length === 1) return { about: "service", key: what };
  if (rest.length === 2 && kind !== "Service") throw unclear(what, cannot);
  switch (kind) {
    case "Service":
      return { about: "service", key: `${rest.length === 2 ? rest[0] : namespace}/${name}` };
    case "Node":
      return { about: "node", name };
    case "IPAddressPool":
      return { about: "pool", name };
    case "BGPPeer":
      return { about: "peer", name };
    case "VirtualIP": {
      const named = parseAddress(name) ?? parseAddress(name.replaceAll("-", ":"));
      if (named !== undefined) return { about: "address", address: named };
    }
  }
  throw unclear(what, cannot);
}

/** The kind and the name of the object that a subject names. */
export function referenceOf(subject: Subject): Pick<ObjectReference, "kind" | "namespace" | "name"> {
  switch (subject.about) {
    case "service": {
      const [namespace = "", name = ""] = subject.key.split("/");
      return { kind: "Service", namespace, name };
    }
    case "node":
      return { kind: "Node", name: subject.name };
    case "pool":
      return { kind: "IPAddressPool", name: subject.name };
    case "peer":
      return { kind: "BGPPeer", name: subject.name };
    case "address":
      return { kind: "VirtualIP", name: subject.address.text };
  }
}

function unclear(what: string, cannot: string): UsageError {
  return new UsageError(
    `${cannot} ${what}: name a Service (NAME, svc/NAME or NAMESPACE/NAME), an address, node/NAME, pool/NAME or peer/NAME`,
  );
}
