/**
 * Faults of the Secrets that contain the passwords of BGPPeers.
 *
 * @module
 */

import type { BGPPeer } from "../crds.ts";
import { error, type Fault, faultsOf, type Flaw } from "../fault.ts";
import type { Secret } from "../kubernetes.ts";
import { secretOfWrongType, secretWithoutPassword } from "./manifest_messages.ts";

/** The faults of these Secrets. A missing Secret is no fault: manifests rarely contain passwords. */
export function passwordSecretFaults(
  peers: readonly BGPPeer[],
  secrets: readonly Secret[],
  namespace: string,
): readonly Fault[] {
  return secrets.filter(({ metadata }) => (metadata.namespace ?? namespace) === namespace).flatMap((secret) => {
    const peer = peers.find(({ spec }) => spec?.passwordSecret?.name === secret.metadata.name);
    return peer === undefined ? [] : faultsOf(secret, flawsOf(secret, peer.metadata.name));
  });
}

function flawsOf({ type = "Opaque", data }: Secret, peer: string): readonly Flaw[] {
  if (type !== "kubernetes.io/basic-auth") return [error("type", "InvalidPassword", secretOfWrongType(type, peer))];
  return data?.["password"] === undefined ? [error("data", "InvalidPassword", secretWithoutPassword(peer))] : [];
}
