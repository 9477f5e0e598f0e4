/**
 * A lab in which an address is in use, and what is recorded of it.
 *
 * @module
 */

import type { HttpAnswered, NeighborHeard } from "../client/events.ts";
import type { Lab } from "../lab.ts";
import type { LabNode } from "../lab_node.ts";
import type { Recording } from "../recording.ts";
import { TourEnded } from "./narration.ts";

export interface Scene {
  readonly lab: Lab;
  readonly address: string;
  /** On the watcher: who has the address, asked every 10 ms. */
  readonly neighbors: Recording<NeighborHeard>;
  /** On the client: a request to the address every 20 ms. */
  readonly http: Recording<HttpAnswered>;
}

/** Who answered last, by the MAC that it gave. */
export function holderOf({ lab, neighbors }: Scene): LabNode {
  const mac = neighbors.events.findLast(({ kind }) => kind === "answer")?.mac;
  const node = mac === undefined ? undefined : lab.nodeWith(mac);
  if (node === undefined) throw new TourEnded(`no node of the lab has the MAC ${mac} that was answered with`);
  return node;
}

/** An answer that ended a silence, and how long that was. */
export interface Relief {
  readonly answer: NeighborHeard;
  readonly silentMs: number;
}

/** The first answer of this kind since then, and the time since the last answer of another kind. */
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
