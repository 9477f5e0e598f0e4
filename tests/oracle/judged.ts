/** The worlds of one run of the controller, before and after edits. */

import type { World } from "./world.ts";

export interface Judged {
  /** The world before the edits; the controller had nothing left to do. */
  readonly before: World;
  /** The world after the edits; the statuses are as the edits left them. */
  readonly edited: World;
  /** The world after the controller has nothing left to do again. */
  readonly after: World;
  /** Keys of Services that are new or whose own fields were edited. */
  readonly touched: ReadonlySet<string>;
  /** The counters in the pools' statuses. */
  readonly counters: ReadonlyMap<string, { readonly assigned: number; readonly available: number }>;
}
