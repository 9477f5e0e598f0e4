/**
 * A lab with an address in use, and the recordings of that address.
 *
 * @module
 */

import type { HttpAnswered, NeighborHeard } from "../client/events.ts";
import type { Lab } from "../lab.ts";
import type { LabNode } from "../stage/lab_node.ts";
import type { Recording } from "../stage/recording.ts";
import { TourEnded } from "./narration.ts";

export interface Scene {
  readonly lab: Lab;
  readonly address: string;
  /** The answers and announcements for the address that the watcher hears; it sends an ARP request every 10 ms. */
  readonly neighbors: Recording<NeighborHeard>;
  /** The client's HTTP requests to the address, one every 20 ms. */
  readonly http: Recording<HttpAnswered>;
}

/** The node that holds the address, by the MAC in the latest answer. */
export function holderOf({ lab, neighbors }: Scene): LabNode {
  const mac = neighbors.events.findLast(({ kind }) => kind === "answer")?.mac;
  const node = mac === undefined ? undefined : lab.nodeWith(mac);
  if (node === undefined) throw new TourEnded(`no node of the lab has the MAC ${mac} that was answered with`);
  return node;
}

/** An answer that ended a silence, and the length of the silence in ms. */
export interface Relief {
  readonly answer: NeighborHeard;
  readonly silentMs: number;
}

/**
 * The first wanted answer since `since`, and the silence before it. The silence begins with the last answer that is not
 * wanted, or at `since` if there is none.
 */
export async function relief(
  { neighbors }: Scene,
  wanted: (answer: NeighborHeard) => boolean,
  { since, withinMs }: { readonly since: number; readonly withinMs: number },
): Promise<Relief | undefined> {
  const isIt = (event: NeighborHeard): boolean => event.kind === "answer" && wanted(event);
  const answer = await neighbors.first(isIt, { since, withinMs });
  if (answer === undefined) return undefined;
  const before = neighbors.events.findLast((event) => event.kind === "answer" && event.at < answer.at && !isIt(event));
  return { answer, silentMs: answer.at - (before?.at ?? since) };
}

export function answeredSince({ neighbors }: Scene, since: number): readonly NeighborHeard[] {
  return neighbors.since(since).filter(({ kind }) => kind === "answer");
}
