/**
 * Records every change of the objects that show the state of an address: Services, VirtualIPs and Leases.
 *
 * @module
 */

import type { Kinds } from "../../../functions/model/kinds.ts";
import { keyOf, type ObjectKey } from "../../../functions/model/kubernetes.ts";
import { openStore } from "../../store/open_store.ts";
import type { Store } from "../../store/store.ts";
import { epochMs, type WatchedKind, watchedKinds, writeEvent } from "./events.ts";

/** Never ends. */
export async function watchObjects(folder: string): Promise<void> {
  await using store = await openStore({ at: "folder", path: folder }, {
    fieldManager: "arpeggio-lab",
    kinds: new Set(watchedKinds),
  });
  await Promise.all(watchedKinds.map((kind) => watchKind(store, kind)));
}

async function watchKind<Kind extends WatchedKind>(store: Store, kind: Kind): Promise<void> {
  const write = (key: ObjectKey, object: Kinds[Kind] | null): void => writeEvent({ at: epochMs(), kind, key, object });
  const upsert = (object: Kinds[Kind]): void => write(keyOf(object), object);
  await store.follow({ kind }, {
    replace: (all) => all.forEach(upsert),
    restored: () => {},
    upsert,
    remove: (key) => write(key, null),
  }, new AbortController().signal);
}
