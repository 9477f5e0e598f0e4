/**
 * The identity of an object: kind, namespace and name in one string. The store's own files for the object are named
 * after it.
 *
 * @module
 */

import { isKindName } from "../../../functions/model/kind_table.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import { isNamespaced } from "../resources.ts";

/** E.g. `Service_default_nginx`, `VirtualIP_172.16.16.201`. Names in Kubernetes have no underscore. */
export type Identity = string;

interface Named {
  readonly name: string;
  readonly namespace?: string;
}

export function identityOf(kind: KindName, { name, namespace }: Named): Identity {
  return isNamespaced(kind) ? `${kind}_${namespace ?? "default"}_${name}` : `${kind}_${name}`;
}

/** The kind, or undefined if the text is not an identity. */
export function kindOf(identity: Identity): KindName | undefined {
  const kind = identity.slice(0, identity.indexOf("_"));
  return isKindName(kind) ? kind : undefined;
}

/** True if the identity is safe as a file name. Names come from users. */
export function isSafe(identity: Identity): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,400}$/.test(identity);
}
