/**
 * The names by which commands accept a kind: those of kubectl, e.g. `service`, `services`, `svc`,
 * `ipaddresspools.metallb.io`.
 *
 * @module
 */

import { kindTable, type ListedKind, listedKinds } from "../../../functions/model/kind_table.ts";

/** The short names that Kubernetes and manifests/crds define, and words such as `pool`, which kubectl does not know. */
const shortNames: Partial<Readonly<Record<ListedKind, readonly string[]>>> = {
  Service: ["svc"],
  Namespace: ["ns"],
  Node: ["no"],
  IPAddressPool: ["ipap", "pool", "pools"],
  L2Advertisement: ["l2adv"],
  BGPPeer: ["bgpp", "peer", "peers"],
  BGPAdvertisement: ["bgpadv"],
  BFDProfile: ["bfdprof"],
  Community: ["bgpcom"],
  VirtualIP: ["vip"],
};

/** The kind with this name; undefined if it is no kind that the commands accept. */
export function kindNamed(word: string): ListedKind | undefined {
  const [wanted = "", ...group] = word.toLowerCase().split(".");
  return listedKinds.find((kind) => {
    const { plural, apiVersion } = kindTable[kind];
    const short = shortNames[kind];
    return short !== undefined && (kind.toLowerCase() === wanted || plural === wanted || short.includes(wanted)) &&
      (group.length === 0 || apiVersion.startsWith(`${group.join(".")}/`));
  });
}
