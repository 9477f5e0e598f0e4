/**
 * Which object: kind, namespace and name as one string, which is also the name of its files.
 *
 * @module
 */

import type { KindName } from "../../../functions/model/kinds.ts";
import { resources } from "../resources.ts";

/** `Service_default_nginx`, `VirtualIP_172.16.16.201`. No name in Kubernetes has an underscore. */
export type Identity = string;

interface Named {
  readonly name: string;
  readonly namespace?: string;
}

export function identityOf(kind: KindName, { name, namespace }: Named): Identity {
  return resources[kind].namespaced ? `${kind}_${namespace ?? "default"}_${name}` : `${kind}_${name}`;
}

/** The kind, or undefined for what is no identity. */
export function kindOf(identity: Identity): KindName | undefined {
  const kind = identity.slice(0, identity.indexOf("_"));
  return isKindName(kind) ? kind : undefined;
}

/** Names come from outside: only such as are also good file names are taken. */
export function isSafe(identity: Identity): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,400}$/.test(identity);
}

function isKindName(kind: string): kind is KindName {
  return Object.hasOwn(resources, kind);
}
