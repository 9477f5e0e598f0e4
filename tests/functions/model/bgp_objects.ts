import { parseAllDocuments } from "yaml";
import type { BFDProfile, BGPAdvertisement, BGPPeer, Community, IPAddressPool } from "../../../functions/model/crds.ts";
import type { Node } from "../../../functions/model/kubernetes.ts";

/**
 * Objects as users write them in YAML. For brevity, `name` stands for `metadata.name`, and `age` for the second of the
 * creation; by default each object is younger than the object before it.
 */
export function objects<Kind>(yaml: string): readonly Kind[] {
  return parseAllDocuments(yaml, { merge: true }).map((document, index) => {
    const { name, age, ...rest } = document.toJS();
    const creationTimestamp = `2026-01-01T00:00:${String(age ?? index).padStart(2, "0")}Z`;
    return { metadata: { name: name ?? "one", creationTimestamp }, ...rest };
  });
}

export const peers = objects<BGPPeer>;
export const advertisements = objects<BGPAdvertisement>;
export const profiles = objects<BFDProfile>;
export const communities = objects<Community>;
export const pools = objects<IPAddressPool>;

export function node(name: string, labels: Record<string, string> = {}): Node {
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels } };
}
