/**
 * The health of a process: one check for each of its parts.
 *
 * @module
 */

import type { StoreTally } from "../store/counted_store.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The finding, also if the check passes. */
  readonly found: string;
}

/** A watch without a sign of life for longer than this counts as broken: a new list follows 150 s of silence. */
const silentSeconds = 180;

/** One check for each followed kind. If a kind has several watches, the worst of them decides. */
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

/** The answer in the format of Kubernetes' own components: a line for each check, then a line with the result. */
export function healthText(what: string, checks: readonly Check[]): { readonly ok: boolean; readonly text: string } {
  const ok = checks.every((check) => check.ok);
  const lines = checks.map((check) => `[${check.ok ? "+" : "-"}] ${check.name}: ${check.found}`);
  return { ok, text: `${[...lines, `${what}: ${ok ? "ok" : "failed"}`].join("\n")}\n` };
}
