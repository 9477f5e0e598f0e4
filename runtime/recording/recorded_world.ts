/**
 * A world that is rebuilt line by line from a recording.
 *
 * @module
 */

import { isRecord, listOf, textsOf } from "../../functions/model/shape.ts";
import { isInstant } from "../../functions/model/instant.ts";
import { kindTable, type ListedKind, listedKinds, perListedKind } from "../../functions/model/kind_table.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import { observedFrom } from "../../functions/model/observed_lists.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { KeptList } from "./kept_list.ts";

type KeptLists = { readonly [Kind in ListedKind]: KeptList<Kind> };

export class RecordedWorld {
  readonly #kept = perListedKind<KeptLists>(<Kind extends ListedKind>(kind: Kind) => new KeptList<Kind>(kind));

  /**
   * Applies the changes of a line: `changed` has objects by list, `gone` has keys by list. Skips objects that no API
   * server would accept, since decisions could throw on them; returns the fault of the first such object.
   */
  change(changed: unknown, gone: unknown): string | undefined {
    let first: string | undefined;
    for (const kind of listedKinds) {
      const { list } = kindTable[kind];
      const objects: unknown = isRecord(changed) ? changed[list] : undefined;
      const keys: unknown = isRecord(gone) ? gone[list] : undefined;
      for (const object of listOf(objects)) {
        const fault = this.#kept[kind].put(object);
        first ??= fault;
      }
      for (const key of textsOf(keys)) this.#kept[kind].remove(key);
    }
    return first;
  }

  observed(
    { now, settings, followedSince }: {
      readonly now: Instant;
      readonly settings: Settings;
      readonly followedSince: unknown;
    },
  ): Observed {
    const rest = { now, settings, ...(isInstant(followedSince) && { followedSince }) };
    return observedFrom((kind) => this.#kept[kind].all, rest);
  }
}
