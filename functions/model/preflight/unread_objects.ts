/**
 * Objects that a user may expect to have an effect, but that no decision reads: misspelt kinds, versions that are not
 * served, and the configuration of old versions of MetalLB.
 *
 * @module
 */

import { error, type Flaw, warning } from "../fault.ts";
import {
  legacyAddressPool,
  legacyConfigMap,
  unknownKind,
  unknownKindLike,
  unservedVersion,
  wrongGroup,
} from "./manifest_messages.ts";
import { meantBy } from "./spelling.ts";

const groups = ["metallb.io", "arpeggio.dev"] as const;

/**
 * A flaw in the kind or the version of an object; undefined if both are right, or if the object belongs to another
 * project.
 * @param served the apiVersion of each kind that decisions read
 */
export function kindFlaw(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  served: Readonly<Record<string, string>>,
): Flaw | undefined {
  const [group = "", version] = apiVersion.split("/");
  const ours = version === undefined ? undefined : groups.find((each) => each === group);
  const expected = Object.hasOwn(served, kind) ? served[kind] : undefined;
  if (ours === undefined) {
    const isNear = expected !== undefined && groups.some((each) => expected.startsWith(`${each}/`)) &&
      meantBy(group, groups) !== undefined;
    return isNear ? error("apiVersion", "UnknownKind", wrongGroup(apiVersion, expected)) : undefined;
  }
  if (kind === "AddressPool") return error("kind", "LegacyConfiguration", legacyAddressPool);
  if (expected !== undefined && groups.some((each) => expected.startsWith(`${each}/`))) {
    return expected === apiVersion
      ? undefined
      : error("apiVersion", "UnknownKind", unservedVersion(kind, apiVersion, expected));
  }
  const meant = meantBy(kind, Object.keys(served));
  return meant === undefined
    ? warning("kind", "UnknownKind", unknownKind(kind, group))
    : error("kind", "UnknownKind", unknownKindLike(kind, group, meant));
}

/** A flaw if the ConfigMap contains the configuration of MetalLB up to 0.12. */
export function legacyFlaw(data: Readonly<Record<string, string>> | undefined): Flaw | undefined {
  const text = data?.["config"];
  return text !== undefined && /^\s*(?:address-pools|peers)\s*:/m.test(text)
    ? error("data.config", "LegacyConfiguration", legacyConfigMap)
    : undefined;
}
