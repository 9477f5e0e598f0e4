/**
 * Names and labels of objects about a node. Kubernetes allows 253 characters in the name of a node and of another
 * object, but only 63 in a label. A text that would be too long keeps its beginning and ends with a hash, so texts
 * about different nodes differ.
 *
 * @module
 */

import { hash } from "node:crypto";
import type { Lease } from "./kubernetes.ts";
import { labelNode } from "./names.ts";

export const longestLabel = 63;
const longestName = 253;
const hashDigits = 16;

/** The node's name, or a text of 63 characters that stands for it in a label. */
export function nodeInLabel(node: string): string {
  if (node.length <= longestLabel) return node;
  return `${node.slice(0, longestLabel - hashDigits - 1)}-${hashOf(node)}`;
}

/**
 * The name of an object about the node: `PREFIX-NODE`. Before the hash there is no hyphen, since the name must not
 * contain a hyphen after a dot.
 */
export function nodeObjectName(prefix: string, node: string): string {
  const whole = `${prefix}-${node}`;
  return whole.length <= longestName ? whole : `${whole.slice(0, longestName - hashDigits)}${hashOf(node)}`;
}

/**
 * The node of an announcer's Lease. The holder has the node's whole name, but counts only if the label agrees. In a
 * Lease from a file, the holder or the label may be missing.
 */
export function nodeOfLease({ metadata: { labels }, spec }: Lease): string | undefined {
  const label = labels?.[labelNode];
  const holder = spec?.holderIdentity;
  if (label === undefined) return holder;
  return holder !== undefined && nodeInLabel(holder) === label ? holder : label;
}

function hashOf(node: string): string {
  return hash("sha256", node, "hex").slice(0, hashDigits);
}
