/**
 * The result of a replay as text.
 *
 * @module
 */

import type { Instant } from "../../../functions/model/kubernetes.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import type { Difference, Replayed } from "../../recording/replay.ts";

/** The most differences to show; `-o json` has all. */
const mostShown = 50;

export function replayText({ passes, first, last, differences }: Replayed): readonly string[] {
  if (passes === 0) return ["Nothing is recorded here: there is no pass to replay."];
  const when = first === undefined || last === undefined ? "" : ` from ${time(first)} to ${time(last)}`;
  const what = `${passes} ${passes === 1 ? "pass" : "passes"}${when}`;
  if (differences.length === 0) return [`${what}: ${green("today's functions decide the same")}.`];
  const count = differences.length === 1 ? "1 decision is" : `${differences.length} decisions are`;
  const more = differences.length - mostShown;
  return [
    `${what}: ${red(`${count} different today`)}.`,
    ...differences.slice(0, mostShown).flatMap(differenceLines),
    ...more > 0 ? ["", `and ${more} more; -o json has all`] : [],
  ];
}

function differenceLines({ now, subject, recorded, today }: Difference): readonly string[] {
  return [
    "",
    `${time(now)}  ${bold(subject)}`,
    `  recorded  ${recorded ?? "nothing"}`,
    `  today     ${today ?? "nothing"}`,
  ];
}

function time(instant: Instant): string {
  return new Date(instant).toISOString();
}
