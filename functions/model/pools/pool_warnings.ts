/**
 * Warnings about valid pools that do not fit the nodes or the namespaces.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { namespaceLabels } from "./admission.ts";
import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import { countsIn } from "./namespace_flaws.ts";
import type { Observed } from "../observed.ts";
import type { Pool } from "./pool.ts";
import { contains, rangeText } from "../addresses/range.ts";
import { matchesAny } from "../selector.ts";
import { isRecord, listOf } from "../shape.ts";

/**
 * The warnings about all pools. If no nodes are observed, there are no warnings about nodes; if no namespaces are
 * observed, there are none about namespaces.
 */
export function poolWarnings(
  pools: readonly Pool[],
  { pools: objects, nodes, namespaces, settings }: Pick<Observed, "pools" | "nodes" | "namespaces" | "settings">,
): readonly Fault[] {
  const byName = new Map(pools.map((pool) => [pool.name, pool]));
  return objects.filter((object) => countsIn(settings.namespace, object)).flatMap((object) => {
    const pool = byName.get(object.metadata.name);
    return pool === undefined
      ? []
      : faultsOf(object, [...nodeAddresses(pool, nodes), ...absentNamespaces(pool, namespaces)]);
  });
}

/**
 * Warnings about nodes' own addresses in a pool: if a Service gets such an address, the node cannot be reached any
 * more.
 */
function nodeAddresses({ ranges }: Pool, nodes: Observed["nodes"]): readonly Flaw[] {
  return nodes.flatMap(({ metadata, status }) =>
    listOf(status?.addresses).flatMap((entry) => {
      const address = isRecord(entry) ? parseAddress(entry["address"]) : undefined;
      const range = address === undefined ? undefined : ranges.find((each) => contains(each, address));
      if (address === undefined || range === undefined) return [];
      const message = `${rangeText(range)} contains ${address.text}, an address of node ${metadata.name}; take it out`;
      return [warning("spec.addresses", "NodeAddressInPool", message)];
    })
  );
}

function absentNamespaces({ serviceAllocation }: Pool, namespaces: Observed["namespaces"]): readonly Flaw[] {
  if (serviceAllocation === undefined || namespaces.length === 0) return [];
  const labels = namespaceLabels(namespaces);
  const field = "spec.serviceAllocation";
  const unknown = serviceAllocation.namespaces.flatMap((name, index) =>
    labels.has(name)
      ? []
      : [warning(`${field}.namespaces[${index}]`, "UnknownNamespace", `There is no namespace ${name} yet`)]
  );
  const unmatched = serviceAllocation.namespaceSelectors.flatMap((selector, index) =>
    [...labels.values()].some((each) => matchesAny([selector], each))
      ? []
      : [warning(`${field}.namespaceSelectors[${index}]`, "UnknownNamespace", "No namespace has these labels yet")]
  );
  return [...unknown, ...unmatched];
}
