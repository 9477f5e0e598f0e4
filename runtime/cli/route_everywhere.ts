/**
 * What the FRR of each node of a world from files would be told.
 *
 * @module
 */

import { decide } from "../../functions/decide.ts";
import { route } from "../../functions/route.ts";
import type { Manifests } from "./read_manifests.ts";
import { UsageError } from "./usage_error.ts";

/** For each Node what it announces, to whom, and FRR's configuration, without the passwords; ordered by name. */
export function routeEverywhere({ observed, secrets, configMaps }: Manifests): readonly unknown[] {
  if (observed.nodes.length === 0) throw new UsageError("Cannot run route: no Node is among the files");
  const virtualIPs = observed.virtualIPs.length > 0 ? observed.virtualIPs : decide(observed).virtualIPs;
  const extras = configMaps.find(({ metadata }) => metadata.name === "bgpextras")?.data?.["extras"];
  const nodes = observed.nodes.toSorted((one, other) => one.metadata.name < other.metadata.name ? -1 : 1);
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
