/**
 * A world that is rebuilt line by line from a recording.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import { kindTable, type ListedKind, listedKinds, perListedKind } from "../../functions/model/kind_table.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import { observedFrom } from "../../functions/model/observed_lists.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { KeptList } from "./world_lists.ts";

type KeptLists = { readonly [Kind in ListedKind]: KeptList<Kind> };

export class RecordedWorld {
  readonly #kept = perListedKind<KeptLists>(<Kind extends ListedKind>(kind: Kind) => new KeptList<Kind>(kind));

  /** Applies the changes of a line: `changed` has objects by list, `gone` has keys by list. Skips anything else. */
  change(changed: unknown, gone: unknown): void {
    for (const kind of listedKinds) {
      const { list } = kindTable[kind];
      const objects: unknown = isRecord(changed) ? changed[list] : undefined;
      const keys: unknown = isRecord(gone) ? gone[list] : undefined;
      if (Array.isArray(objects)) { for (const object of objects) this.#kept[kind].put(object); }
      if (Array.isArray(keys)) { for (const key of keys) if (typeof key === "string") this.#kept[kind].remove(key); }
    }
  }

  observed(
    { now, settings, followedSince }: {
      readonly now: Instant;
      readonly settings: Settings;
      readonly followedSince: unknown;
    },
  ): Observed {
    const rest = { now, settings, ...(typeof followedSince === "number" && { followedSince }) };
    return observedFrom((kind) => this.#kept[kind].all, rest);
  }
}
