/**
 * Runs today's functions on the recorded passes of a controller. A recording does not contain failovers: see
 * docs/reproduce-a-failover-bug.md.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { isInstant } from "../../functions/model/instant.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { decisionsOf, type DecisionSubject } from "../../functions/model/questions/decisions.ts";
import { readSettings } from "../../functions/model/read_settings.ts";
import { recordingVersion } from "./entry.ts";
import { RecordedWorld } from "./recorded_world.ts";

/** A decision that differs today; null means no decision. */
export interface Difference {
  /** The time of the first pass with this difference. The next passes are listed only when the difference changes. */
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

/** The input is not a recording, or cannot be read. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/**
 * Decides each recorded pass again, and compares the decisions. Throws `RecordingError` if the lines are no recording.
 *
 * @param lines the lines of one or more files; each file begins with the whole world
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
    if (isRecord(beginning)) {
      settings = settingsIn(beginning, line);
      world = new RecordedWorld();
      recorded = new Map();
    }
    if (world === undefined) throw new RecordingError(`line ${line}: expected the beginning of a recording`);
    const now = fields["now"];
    if (!isInstant(now)) throw new RecordingError(`line ${line}: expected the time of a pass`);
    const fault = world.change(fields["changed"], fields["gone"]);
    if (fault !== undefined) throw new RecordingError(`line ${line}: ${fault}`);
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
    if (isRecord(value)) return value;
  } catch {
    // The error is thrown below.
  }
  throw new RecordingError(`line ${line}: expected a JSON object`);
}

function settingsIn(beginning: Readonly<Record<string, unknown>>, line: number): Settings {
  const { version } = beginning;
  if (typeof version !== "number" || version < 1 || version > recordingVersion) {
    throw new RecordingError(
      `line ${line}: it is of version ${String(version)}, and this program reads 1 to ${recordingVersion}`,
    );
  }
  const settings = readSettings(beginning["settings"]);
  if (settings === undefined) throw new RecordingError(`line ${line}: its settings cannot be read`);
  return settings;
}

function learn(recorded: Map<DecisionSubject, string>, decided: unknown): void {
  if (!isRecord(decided)) return;
  for (const [subject, text] of Object.entries(decided)) {
    if (typeof text === "string") recorded.set(subject, text);
    else recorded.delete(subject);
  }
}
