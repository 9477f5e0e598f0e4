/**
 * A recording of one pass: the world of an archive, and the decisions that this version's functions make in that world.
 *
 * @module
 */

import { decide } from "../../functions/decide.ts";
import { kindTable, listedKinds } from "../../functions/model/kind_table.ts";
import { toInstant } from "../../functions/model/instant.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import { decisionsOf } from "../../functions/model/questions/decisions.ts";
import { readSettings } from "../../functions/model/read_settings.ts";
import { listOf } from "../../functions/model/shape.ts";
import { archivePaths } from "../reading/archive.ts";
import { entryFor, nothingTold } from "../recording/entry.ts";
import { RecordedWorld } from "../recording/recorded_world.ts";
import type { Part } from "./part.ts";

/** The line of the recording, from the final parts of the archive. */
export function presentPass(parts: readonly Part[]): string {
  const values = new Map(parts.flatMap((part) => part.is === "json" ? [[part.path, part.value]] : []));
  const facts: Readonly<Record<string, unknown>> = Object(values.get(archivePaths.facts));
  const world = new RecordedWorld();
  const isObserved = (kind: string, item: unknown): boolean =>
    kind !== "Lease" || Object(item).metadata?.labels !== undefined;
  const changed = Object.fromEntries(listedKinds.map((kind) => {
    const list: Readonly<Record<string, unknown>> = Object(
      values.get(`${archivePaths.objects}${kindTable[kind].plural}.json`),
    );
    return [kindTable[kind].list, listOf(list["items"]).filter((item) => isObserved(kind, item))];
  }));
  world.change(changed, {});
  const settings = readSettings(facts["settings"]) ?? defaultSettings;
  const observed = world.observed({ now: toInstant(facts["now"]) ?? 0, settings, followedSince: undefined });
  return `${JSON.stringify(entryFor(observed, decisionsOf(decide(observed)), nothingTold).entry)}\n`;
}
