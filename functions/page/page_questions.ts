/**
 * The page asks the same questions as the commands `why` and `whatif`: about one object, and about nodes that fail.
 *
 * Why: docs/adr/0013-questions-ask-the-functions.md
 *
 * @module
 */

import { explain } from "../explain.ts";
import { parseAddress } from "../model/addresses/address.ts";
import type { HistoryEntry } from "../model/history/entry.ts";
import type { Observed } from "../model/observed.ts";
import { observedFrom } from "../model/observed_lists.ts";
import { summaryOfChanges } from "../model/questions/change_messages.ts";
import type { Explanation, Subject, Unknown } from "../model/questions/explanation.ts";
import { suppose, type Supposed } from "../suppose.ts";
import { entriesAbout } from "./entries_about.ts";
import type { TimelineRow } from "./page_state.ts";
import { timelineOf } from "./timeline.ts";

/** The details of one object on the page. */
export interface ObjectView {
  /** As `arpeggio why -o json` prints it. */
  readonly explanation: Explanation | Unknown;
  /** The events that concern the object, the latest first; see `entriesAbout`. */
  readonly timeline: readonly TimelineRow[];
}

export type Whatif = Supposed & { readonly summary: string };

/**
 * The object that the page's URL names: `service/shop/web`, `address/192.0.2.1`, `node/node-1`, `pool/first`,
 * `peer/tor`; undefined: none.
 *
 * ```ts
 * import { subjectAt } from "./page_questions.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(subjectAt("service/shop/web"), { about: "service", key: "shop/web" });
 * assert.equal(subjectAt("service"), undefined);
 * ```
 */
export function subjectAt(path: string): Subject | undefined {
  const [about = "", ...rest] = path.split("/");
  const name = rest.join("/");
  if (name === "") return undefined;
  switch (about) {
    case "service":
      return { about, key: name };
    case "node":
    case "pool":
    case "peer":
      return { about, name };
    case "address": {
      const address = parseAddress(name);
      return address === undefined ? undefined : { about, address };
    }
    default:
      return undefined;
  }
}

export function objectView(observed: Observed, history: readonly HistoryEntry[], subject: Subject): ObjectView {
  return { explanation: explain(observed, subject), timeline: timelineOf(entriesAbout(history, [subject], observed)) };
}

/** The changes if these nodes failed or were drained; a name without a Node changes nothing. */
export function whatifOf(observed: Observed, down: readonly string[], drain: readonly string[]): Whatif {
  const nothing = observedFrom(() => [], { now: observed.now, settings: observed.settings });
  const supposed = suppose(observed, { down, drain, apply: nothing, remove: [] });
  return { summary: summaryOfChanges(supposed.changes, supposed.served), ...supposed };
}
