/**
 * The labels of a VirtualIP, by which an announcer selects the VirtualIPs that concern its node. There is one label for
 * each node of the order, and one for the node that reports that it holds the address.
 *
 * Why: docs/adr/0028-only-what-concerns-a-node.md
 *
 * @module
 */

import type { VirtualIP } from "./crds.ts";
import type { Labels, Lease, ObjectMeta } from "./kubernetes.ts";
import { annotationLabelling, nodeLabelPrefix } from "./names.ts";
import { nodeInLabel } from "./node_names.ts";

export const nodeLabelValue = "true";

/** The label of the VirtualIPs that concern the node. Its value is always `true`. */
export function nodeLabel(node: string): string {
  return `${nodeLabelPrefix}${nodeInLabel(node)}`;
}

/**
 * The metadata with exactly one of these labels for each of the nodes. Other labels stay. The same object if nothing
 * changes.
 */
export function withNodeLabels(metadata: ObjectMeta, nodes: readonly string[]): ObjectMeta {
  const before = metadata.labels ?? {};
  if (areJustFor(nodes, before)) return metadata;
  const wanted = new Set(nodes.map(nodeLabel));
  const present = Object.keys(before).filter((name) => name.startsWith(nodeLabelPrefix));
  if (present.length === wanted.size && present.every((name) => wanted.has(name))) return metadata;
  const others = Object.entries(before).filter(([name]) => !name.startsWith(nodeLabelPrefix));
  const labels: Labels = Object.fromEntries([...others, ...[...wanted].sort().map((name) => [name, nodeLabelValue])]);
  return { ...metadata, labels };
}

/**
 * True if the labels are those of exactly these nodes. To be fast, the function computes no hashes. So it returns false
 * if a node has a long name, whose label contains a hash.
 */
function areJustFor(nodes: readonly string[], labels: Labels): boolean {
  let count = 0;
  for (const name in labels) {
    if (!name.startsWith(nodeLabelPrefix)) continue;
    if (!nodes.includes(name.slice(nodeLabelPrefix.length))) return false;
    count++;
  }
  return count === nodes.length;
}

/** The nodes that a VirtualIP concerns: those of its order, and the holder. */
export function nodesConcerned({ spec: { l2 }, status }: Pick<VirtualIP, "spec" | "status">): ReadonlySet<string> {
  const nodes = new Set((l2?.order ?? []).map(({ node }) => node));
  if (status?.node !== undefined) nodes.add(status.node);
  return nodes;
}

/** True if the VirtualIP has the label of every node that it concerns. */
export function isLabelled(virtualIP: VirtualIP): boolean {
  const { metadata: { labels = {} } } = virtualIP;
  return [...nodesConcerned(virtualIP)].every((node) => nodeLabel(node) in labels);
}

/** True if the active controller has labelled all VirtualIPs; undefined: no controller is active. */
export function keepsLabels({ metadata: { annotations }, spec }: Lease): boolean | undefined {
  const { holderIdentity = "" } = spec ?? {};
  return holderIdentity === "" ? undefined : annotations?.[annotationLabelling] === holderIdentity;
}
