import { isTransition } from "../../../functions/model/announcing/duties/transitions.ts";
import type { AnnouncerOnlooker, Decided } from "../../../runtime/announcer/onlooker.ts";

/** Observes the announcers' decisions, and records each transition that is not in the table of transitions. */
export class Witness implements AnnouncerOnlooker {
  readonly strange = new Set<string>();

  decided({ before, announcing }: Decided): void {
    for (const address of new Set([...before.keys(), ...announcing.duties.keys()])) {
      const from = before.get(address)?.state ?? "none";
      const to = announcing.duties.get(address)?.state ?? "none";
      if (!isTransition(from, to)) this.strange.add(`${from} to ${to}`);
    }
  }

  turned(): void {}
  answered(): void {}
  heard(): void {}
  stalled(): void {}
}
