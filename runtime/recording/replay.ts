/**
 * Runs what was recorded through today's functions.
 *
 * @module
 */

import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/desired.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { decisionsOf, type DecisionSubject } from "../../functions/model/questions/decisions.ts";
import { isFields } from "../store/json.ts";
import { recordingVersion } from "./entry.ts";
import { RecordedWorld } from "./recorded_world.ts";

/** One decision that is another today; null: it is not taken at all. */
export interface Difference {
  /** Of the first pass that shows it; it is not told again while it stays the same. */
  readonly now: Instant;
  readonly subject: DecisionSubject;
  readonly recorded: string | null;
  readonly today: string | null;
}

export interface Replayed {
  readonly passes: number;
  readonly first?: Instant;
  readonly last?: Instant;
  readonly differences: readonly Difference[];
}

/** Something that is no recording, or not one that can be read. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/**
 * Decides anew on each pass and compares. Throws `RecordingError` for what is no recording.
 *
 * @param lines of one or more files, each of which begins anew
 * @param decideToday the functions to compare with; by default those of today
 */
export async function replay(
  lines: AsyncIterable<string>,
  decideToday: (observed: Observed) => Desired = decide,
): Promise<Replayed> {
  let world: RecordedWorld | undefined;
  let settings: Settings = defaultSettings;
  let recorded = new Map<DecisionSubject, string>();
  let shown = new Map<DecisionSubject, string>();
  let [passes, line] = [0, 0];
  let first: Instant | undefined;
  let last: Instant | undefined;
  const differences: Difference[] = [];
  for await (const text of lines) {
    line++;
    const fields = parse(text, line);
    const beginning = fields["recording"];
    if (isFields(beginning)) {
      settings = settingsIn(beginning, line);
      world = new RecordedWorld();
      recorded = new Map();
    }
    if (world === undefined) throw new RecordingError(`line ${line}: expected the beginning of a recording`);
    const now = fields["now"];
    if (typeof now !== "number") throw new RecordingError(`line ${line}: expected the time of a pass`);
    world.change(fields["changed"], fields["gone"]);
    learn(recorded, fields["decided"]);
    const today = decisionsOf(decideToday(world.observed({ now, settings, followedSince: fields["followedSince"] })));
    const differing = new Map<DecisionSubject, string>();
    for (const subject of new Set([...recorded.keys(), ...today.keys()])) {
      const [was, is] = [recorded.get(subject) ?? null, today.get(subject) ?? null];
      if (was === is) continue;
      const both = JSON.stringify([was, is]);
      differing.set(subject, both);
      if (shown.get(subject) !== both) differences.push({ now, subject, recorded: was, today: is });
    }
    shown = differing;
    passes++;
    first ??= now;
    last = now;
  }
  return { passes, ...(first !== undefined && { first }), ...(last !== undefined && { last }), differences };
}

function parse(text: string, line: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Said below.
  }
  throw new RecordingError(`line ${line}: expected a JSON object`);
}

function settingsIn(beginning: Readonly<Record<string, unknown>>, line: number): Settings {
  const { version, settings } = beginning;
  if (version !== recordingVersion) {
    throw new RecordingError(
      `line ${line}: it is of version ${String(version)}, and this program reads ${recordingVersion}`,
    );
  }
  return { ...defaultSettings, ...(isFields(settings) ? settings : {}) };
}

function learn(recorded: Map<DecisionSubject, string>, decided: unknown): void {
  if (!isFields(decided)) return;
  for (const [subject, text] of Object.entries(decided)) {
    if (typeof text === "string") recorded.set(subject, text);
    else recorded.delete(subject);
  }
}
