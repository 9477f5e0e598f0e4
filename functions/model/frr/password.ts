/**
 * Passwords of BGP sessions. They are stored apart from the configuration, and inserted only into the text for FRR.
 *
 * @module
 */

import type { BGPNeighbor } from "../bgp/neighbor.ts";
import { isPassword, passwordRule } from "../bgp/peer_flaws.ts";
import { error, type Flaw } from "../fault.ts";
import type { Statement } from "./statement.ts";
import type { Secret } from "../kubernetes.ts";

/** By name of the BGPPeer. */
export type Passwords = ReadonlyMap<string, string>;

/** A Secret that the announcer may not read. */
export interface UnreadSecret {
  readonly name: string;
  /**
   * False: the controller may still give the right. True: the right has not come in time, and the peer gets a fault.
   */
  readonly isLate: boolean;
}

/** The Secret with the password of a peer, if the announcer may not read it. */
export function unreadSecretOf(
  { authentication }: BGPNeighbor,
  unread: readonly UnreadSecret[],
): UnreadSecret | undefined {
  if (authentication === undefined || "password" in authentication) return undefined;
  return unread.find(({ name }) => name === authentication.secret);
}

/** The flaw of a peer whose Secret the announcer may not read. */
export function unreadFlaw(secret: string, namespace: string): Flaw {
  const message = `The announcer may not read Secret ${secret} in namespace ${namespace}; the controller gives it ` +
    "that right: check that a controller with --bgp-passwords runs, and look at its log";
  return error("spec.passwordSecret", "UnknownSecret", message);
}

/** The password of a peer; undefined if the peer has no password; a flaw if the password cannot be read. */
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

/**
 * The text that stands for a peer's password in the configuration. It contains blanks, so no password can be equal to
 * it.
 */
export function passwordPlace(peer: string): string {
  return `(of BGPPeer ${peer})`;
}

/** The configuration with the passwords inserted. Only FRR may get it: it must not be logged. */
export function withPasswords(statements: readonly Statement[], passwords: Passwords): readonly Statement[] {
  return statements.map(({ line, inner }) => ({
    line: line.replace(
      /^(neighbor \S+ password )\(of BGPPeer (\S+)\)$/,
      (_, start: string, peer: string) => start + (passwords.get(peer) ?? ""),
    ),
    ...(inner !== undefined && { inner: withPasswords(inner, passwords) }),
  }));
}

/** FRR's output with the passwords removed. */
export function withoutPasswords(text: string, passwords: Passwords): string {
  return text.replace(/(password )\S+/g, "$1(hidden)")
    .split(/(\s+)/).map((word) => [...passwords.values()].includes(word) ? "(hidden)" : word).join("");
}

function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
