/**
 * Updates the Role by which announcers read the passwords of BGP sessions: its rule must name the Secrets that BGPPeers
 * name. Pure.
 *
 * Why: docs/adr/0031-passwords-by-name.md
 *
 * @module
 */

import { namedSecrets, withNamedSecrets } from "../../functions/model/bgp/password_role.ts";
import type { Decision } from "../host/host.ts";
import type { World } from "../host/world.ts";
import type { Selection } from "../store/store.ts";

/** If users write the RBAC objects themselves, this Role may be missing. Everything else must work without it. */
export function passwordRoleSelection(name: string, namespace: string): Selection<"Role"> {
  return { kind: "Role", namespace, fields: { "metadata.name": name }, isOptional: true };
}

/** The decision, with the Role if it needs a write. A missing Role is not created. */
export function withPasswordRole(decision: Decision, world: World): Decision {
  const names = namedSecrets(world.all("BGPPeer"));
  const changed = world.all("Role").flatMap((role) => {
    const wanted = withNamedSecrets(role, names);
    return wanted === role ? [] : [wanted];
  });
  if (changed.length === 0) return decision;
  const wanted = changed.map((object) => ({ what: "object", kind: "Role", object } as const));
  return { ...decision, wanted: [...decision.wanted, ...wanted] };
}
