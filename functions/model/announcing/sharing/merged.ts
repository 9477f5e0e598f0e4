/**
 * Merges a peer's record of a host with this node's record.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { type Host, isNewer, type ToldHost, usesLately, withAddress, wordOf } from "./host.ts";

type Fate = Pick<Host, "node" | "home" | "moves" | "usedAt">;

export interface Merging {
  readonly me: string;
  /** The peer's record, with the names of nodes instead of their hashes. */
  readonly fate: Fate;
  /** The link on which the record arrived. */
  readonly link: string;
  readonly now: Instant;
}

/**
 * The host after a peer's record has been merged. `isDenied`: this node's record stays and gets one more move, so peers
 * must get it.
 */
export function merged(
  told: ToldHost,
  known: Host | undefined,
  { me, fate, link, now }: Merging,
): { readonly host: Host; readonly isDenied: boolean } {
  const isDenied = known !== undefined && isNewer(told, known) && denies(told, known, me, now);
  const counts = known === undefined || isNewer(told, known) ? fate : fateOf(known);
  const host: Host = {
    link: known?.link ?? link,
    mac: told.mac,
    addresses: withAddress(known?.addresses ?? [], told.host),
    ...(isDenied ? { ...fateOf(known), moves: known.moves + 1 } : counts),
    isUser: told.use !== "asker" || known?.isUser === true,
    seenAt: told.use === "lately" || known === undefined ? now : known.seenAt,
  };
  return { host, isDenied };
}

/**
 * True if two nodes have assigned the host at the same time, and the host uses this node. Then this node's record gets
 * one more move, so that it counts. False if the host has used the other node lately too: `isNewer` decides then, since
 * two nodes that deny each other's records would never stop.
 */
function denies(told: ToldHost, known: Host, me: string, now: Instant): boolean {
  const isTie = told.moves === known.moves && told.node !== wordOf(known.node);
  return isTie && known.node === me && usesLately(known, now) && told.use !== "lately";
}

function fateOf({ node, home, moves, usedAt }: Host): Fate {
  return { node, home, moves, ...(usedAt !== undefined && { usedAt }) };
}
