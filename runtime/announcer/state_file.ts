/**
 * The last plan on disk, for a start while the API server is away.
 *
 * @module
 */

import { logger } from "../log.ts";
import type { SavedPlan } from "./plan.ts";

const log = logger("state");

/** The plan in the folder; undefined when there is none or it cannot be read. */
export async function loadPlan(folder: string): Promise<SavedPlan | undefined> {
  try {
    const saved: unknown = JSON.parse(await Deno.readTextFile(fileIn(folder)));
    return isSavedPlan(saved) ? saved : undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      log.warn("Cannot read the last plan: {error}", { error: String(error) });
    }
    return undefined;
  }
}

/** Replaces the plan in the folder in one step. */
export async function savePlan(folder: string, plan: SavedPlan): Promise<void> {
  const next = `${fileIn(folder)}.next`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(next, JSON.stringify(plan), { mode: 0o600 });
    await Deno.rename(next, fileIn(folder));
  } catch (error) {
    log.warn("Cannot write the plan: {error}", { error: String(error) });
  }
}

function fileIn(folder: string): string {
  return `${folder}/plan.json`;
}

/** It is this program's own file; only its outline is looked at. */
function isSavedPlan(value: unknown): value is SavedPlan {
  return typeof value === "object" && value !== null && "virtualIPs" in value && Array.isArray(value.virtualIPs) &&
    "leases" in value && Array.isArray(value.leases);
}
