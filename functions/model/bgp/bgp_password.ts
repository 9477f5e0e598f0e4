/**
 * Passwords of BGP sessions, kept apart from the configuration until it is written.
 *
 * @module
 */

import type { BGPNeighbor } from "./bgp_neighbor.ts";
import { isPassword, passwordRule } from "./bgp_peer_flaws.ts";
import { error, type Flaw } from "../fault.ts";
import type { Statement } from "./frr_statement.ts";
import type { Secret } from "../kubernetes.ts";

/** By the name of the BGPPeer. */
export type Passwords = ReadonlyMap<string, string>;

/** The password of a peer; undefined: it has none; a flaw: it has one that cannot be had. */
export function passwordOf(
  { authentication }: BGPNeighbor,
  { secrets, namespace }: { readonly secrets: readonly Secret[]; readonly namespace: string },
): string | undefined | Flaw {
  if (authentication === undefined) return undefined;
  if ("password" in authentication) return authentication.password;
  const { secret: name } = authentication;
  const flaw = (message: string): Flaw => error("spec.passwordSecret", "UnknownSecret", message);
  const secret = secrets.find(({ metadata }) =>
    metadata.name === name && (metadata.namespace ?? namespace) === namespace
  );
  if (secret === undefined) return flaw(`There is no Secret ${name} in namespace ${namespace}; create it`);
  if (secret.type !== "kubernetes.io/basic-auth") {
    return flaw(`Secret ${name} is of type ${secret.type ?? "Opaque"}; make it one of type kubernetes.io/basic-auth`);
  }
  const password = decoded(secret.data?.["password"]);
  if (password === undefined) return flaw(`Secret ${name} has no key "password"; add it`);
  return isPassword(password) ? password : flaw(`The password in Secret ${name} is ${passwordRule}`);
}

/** Stands in the configuration where the password of a peer belongs; no password has blanks. */
export function passwordPlace(peer: string): string {
  return `(of BGPPeer ${peer})`;
}

/** The configuration with the passwords in it: only for FRR, for no log. */
export function withPasswords(statements: readonly Statement[], passwords: Passwords): readonly Statement[] {
  return statements.map(({ line, inner }) => ({
    line: line.replace(
      /^(neighbor \S+ password )\(of BGPPeer (\S+)\)$/,
      (_, start: string, peer: string) => start + (passwords.get(peer) ?? ""),
    ),
    ...(inner !== undefined && { inner: withPasswords(inner, passwords) }),
  }));
}

/** What FRR says, without the passwords in it. */
export function withoutPasswords(text: string, passwords: Passwords): string {
  return text.replace(/(password )\S+/g, "$1(hidden)")
    .split(/(\s+)/).map((word) => [...passwords.values()].includes(word) ? "(hidden)" : word).join("");
}

function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) return undefined;
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}
