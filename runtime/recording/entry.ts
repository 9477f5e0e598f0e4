/**
 * The lines of a recording: one for each pass, with the changes since the previous pass. Pure.
 *
 * @module
 */

import { keyOf, type KubernetesObject, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import type { Decisions } from "../../functions/model/questions/decisions.ts";
import { withoutSecrets } from "./without_secrets.ts";
import { type WorldList, worldListNames } from "./world_lists.ts";

/**
 * The version of the format. It is raised when older releases would misread a new file. Each release reads its own
 * version and all older versions.
 */
export const recordingVersion = 1;

/**
 * One line. The first line of a file and the first line of each term as leader contain the whole world, as changes to
 * an empty world.
 */
export interface Entry {
  /** Only in a line with the whole world. */
  readonly recording?: { readonly version: number; readonly settings: Settings };
  readonly now: number;
  readonly followedSince?: number;
  /** By list: the current versions of the changed objects. */
  readonly changed: Readonly<Partial<Record<WorldList, readonly unknown[]>>>;
  readonly gone: Readonly<Partial<Record<WorldList, readonly ObjectKey[]>>>;
  /** The changed decisions, by subject; null if there is no decision on the subject any more. */
  readonly decided: Readonly<Record<string, string | null>>;
}

/** The state after all lines of a file so far. */
export interface Told {
  readonly lists: ReadonlyMap<WorldList, readonly KubernetesObject[]>;
  readonly decisions: Decisions;
}

export const nothingTold: Told = { lists: new Map(), decisions: new Map() };

/**
 * The line for a pass, and the state after it. An identical reference means an unchanged object, since objects are
 * never mutated.
 */
export function entryFor(
  observed: Observed,
  decisions: Decisions,
  told: Told,
): { readonly entry: Entry; readonly told: Told } {
  const changed: Partial<Record<WorldList, readonly unknown[]>> = {};
  const gone: Partial<Record<WorldList, readonly ObjectKey[]>> = {};
  for (const list of worldListNames) {
    const [before, after]: readonly (readonly KubernetesObject[])[] = [told.lists.get(list) ?? [], observed[list]];
    if (before === after || before === undefined || after === undefined) continue;
    const known = new Set(before);
    const news = after.filter((object) => !known.has(object));
    if (news.length > 0) changed[list] = news.map(withoutSecrets);
    const keys = new Set(after.map(keyOf));
    const lost = before.map(keyOf).filter((key) => !keys.has(key));
    if (lost.length > 0) gone[list] = lost;
  }
  const { now, followedSince, settings } = observed;
  const first = told === nothingTold;
  return {
    entry: {
      ...(first && { recording: { version: recordingVersion, settings } }),
      now,
      ...(followedSince !== undefined && { followedSince }),
      changed,
      gone,
      decided: decidedAnew(decisions, told.decisions),
    },
    told: { lists: new Map(worldListNames.map((list) => [list, observed[list]])), decisions },
  };
}

function decidedAnew(after: Decisions, before: Decisions): Record<string, string | null> {
  const news: Record<string, string | null> = {};
  for (const [subject, text] of after) if (before.get(subject) !== text) news[subject] = text;
  for (const subject of before.keys()) if (!after.has(subject)) news[subject] = null;
  return news;
}
