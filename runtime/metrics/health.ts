/**
 * Whether a process does its work, and what each part says of itself.
 *
 * @module
 */

import type { StoreTally } from "../store/counted_store.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, also when all is well. */
  readonly found: string;
}

/** A watch that has been silent for longer is as good as none; bookmarks come about once a minute. */
const silentSeconds = 180;

/** One for each kind that is followed; of several selections of a kind the one that is worst off speaks. */
export function watchChecks({ followed }: StoreTally, now: number): readonly Check[] {
  const byKind = Map.groupBy(followed, ({ kind }) => kind);
  return [...byKind].toSorted(([a], [b]) => a < b ? -1 : 1).map(([kind, all]) => {
    const name = `watch ${kind}`;
    const unlisted = all.filter(({ isListed }) => !isListed).length;
    if (unlisted > 0) return { name, ok: false, found: `${unlisted} of ${all.length} not listed yet` };
    const alive = all.map(({ aliveAt }) => aliveAt ?? -Infinity);
    const seconds = Math.max(0, Math.round((now - Math.min(...alive)) / 1000));
    const broken = all.some(({ isConnected }) => !isConnected);
    const found = `last sign of life ${seconds} s ago${broken ? ", not connected now" : ""}`;
    return { name, ok: !broken && seconds <= silentSeconds, found };
  });
}

/** As Kubernetes' own components answer: a line for each check, and a last one that says what follows. */
export function healthText(what: string, checks: readonly Check[]): { readonly ok: boolean; readonly text: string } {
  const ok = checks.every((check) => check.ok);
  const lines = checks.map((check) => `[${check.ok ? "+" : "-"}] ${check.name}: ${check.found}`);
  return { ok, text: `${[...lines, `${what}: ${ok ? "ok" : "failed"}`].join("\n")}\n` };
}
