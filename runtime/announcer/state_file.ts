/**
 * The last plan on disk, for a start while the API server is away.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import { logger } from "../ground/log.ts";
import type { SavedPlan } from "./node_plan.ts";

const log = logger("state");

/**
 * The version of the file. It is raised when older releases can no longer read the file. The first development versions
 * wrote no version: their files count as version 1.
 */
const stateVersion = 1;

/** Reads the plan in the folder; undefined if there is none that this release can read. */
export async function loadPlan(folder: string): Promise<SavedPlan | undefined> {
  try {
    const saved: unknown = JSON.parse(await Deno.readTextFile(fileIn(folder)));
    if (versionOf(saved) > stateVersion) {
      log.warn("Cannot read the last plan: it is of version {version}, and this program reads {known}", {
        version: versionOf(saved),
        known: stateVersion,
      });
      return undefined;
    }
    return isSavedPlan(saved)
      ? { virtualIPs: saved.virtualIPs.filter(isVirtualIP), leases: saved.leases.filter(isNamed) }
      : undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      log.warn("Cannot read the last plan: {error}", { error: String(error) });
    }
    return undefined;
  }
}

/** Replaces the plan in the folder atomically. Throws if that fails; then the folder still has the previous plan. */
export async function savePlan(folder: string, plan: SavedPlan): Promise<void> {
  const next = `${fileIn(folder)}.next`;
  await Deno.mkdir(folder, { recursive: true });
  try {
    await Deno.writeTextFile(next, JSON.stringify({ version: stateVersion, ...plan }), { mode: 0o600 });
    await Deno.rename(next, fileIn(folder));
  } catch (error) {
    await Deno.remove(next).catch(() => undefined);
    throw error;
  }
}

function fileIn(folder: string): string {
  return `${folder}/plan.json`;
}

function versionOf(value: unknown): number {
  const version = isRecord(value) ? value["version"] : undefined;
  return typeof version === "number" ? version : 1;
}

function isSavedPlan(value: unknown): value is SavedPlan {
  return isRecord(value) && Array.isArray(value["virtualIPs"]) && Array.isArray(value["leases"]);
}

/** Only the outline is checked: this program or another release wrote the file. */
function isVirtualIP(value: unknown): boolean {
  return isNamed(value) && isRecord(value) && isRecord(value["spec"]) && typeof value["spec"]["address"] === "string";
}

function isNamed(value: unknown): boolean {
  return isRecord(value) && isRecord(value["metadata"]) && typeof value["metadata"]["name"] === "string";
}
