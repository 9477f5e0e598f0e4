/**
 * The Role that lets announcers read the Secrets with the passwords of BGP sessions, and no other Secrets.
 *
 * Why: docs/adr/0031-passwords-by-name.md
 *
 * @module
 */

import type { BGPPeer } from "../crds.ts";
import type { PolicyRule, Role } from "../kubernetes.ts";
import { compare } from "../order.ts";
import { isRecord } from "../shape.ts";

/** The names of the Secrets that the peers name, sorted. Peers with a fault count too: they may be corrected. */
export function namedSecrets(bgpPeers: readonly BGPPeer[]): readonly string[] {
  const names = bgpPeers.flatMap((peer) => secretNamedBy(peer) ?? []);
  return [...new Set(names)].sort(compare);
}

/** The name of the Secret with the peer's password; undefined if the peer names none. */
export function secretNamedBy({ spec }: BGPPeer): string | undefined {
  const given: unknown = isRecord(spec) ? spec["passwordSecret"] : undefined;
  const name = isRecord(given) ? given["name"] : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The Role with the rule for these Secrets; the same object if it has that rule already. */
export function withNamedSecrets(role: Role, names: readonly string[]): Role {
  const rules = rulesFor(names);
  return isSame(role.rules ?? [], rules) ? role : { ...role, rules };
}

/** A rule without resourceNames would be for all Secrets, so without a named Secret there is no rule. */
function rulesFor(names: readonly string[]): readonly PolicyRule[] {
  if (names.length === 0) return [];
  return [{ apiGroups: [""], resources: ["secrets"], resourceNames: names, verbs: ["list", "watch"] }];
}

const fields = ["apiGroups", "resources", "resourceNames", "verbs"] as const;

function isSame(some: readonly PolicyRule[], others: readonly PolicyRule[]): boolean {
  const textOf = (rules: readonly PolicyRule[]): string =>
    JSON.stringify(rules.map((rule) => fields.map((field) => rule[field] ?? [])));
  return textOf(some) === textOf(others);
}
