/**
 * The FRR configuration of each node in a world from files.
 *
 * @module
 */

import { compare } from "../../functions/model/order.ts";
import { decide } from "../../functions/decide.ts";
import { route } from "../../functions/route.ts";
import type { Manifests } from "../reading/read_manifests.ts";

/**
 * For each Node, ordered by name: its announcements with their peers, and FRR's configuration without the passwords.
 */
export function routeEverywhere({ observed, secrets, configMaps }: Manifests): readonly unknown[] {
  const virtualIPs = observed.virtualIPs.length > 0 ? observed.virtualIPs : decide(observed).virtualIPs;
  const extras = configMaps.find(({ metadata }) => metadata.name === "bgpextras")?.data?.["extras"];
  const nodes = observed.nodes.toSorted((one, other) => compare(one.metadata.name, other.metadata.name));
  return nodes.map((node) => {
    const { verdicts, text } = route({
      ...observed,
      node,
      virtualIPs,
      secrets,
      ...(extras !== undefined && { extras }),
    });
    return { node: node.metadata.name, announces: verdicts, configuration: text };
  });
}
