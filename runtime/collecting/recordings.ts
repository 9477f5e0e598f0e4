/**
 * Reads the recordings that go into an archive.
 *
 * @module
 */

import { UsageError } from "../ground/usage_error.ts";
import { archivePaths } from "../reading/archive.ts";
import { reasonOf } from "../reading/system_reason.ts";
import type { Part } from "./part.ts";

/** The recordings as parts. Their numbered names keep the order of the passes. Throws `UsageError`. */
export async function recordingsIn(paths: readonly string[]): Promise<readonly Part[]> {
  return await Promise.all(paths.map(async (path, index): Promise<Part> => {
    try {
      const text = await Deno.readTextFile(path);
      return { is: "log", path: `${archivePaths.recordings}${String(index + 1).padStart(3, "0")}.jsonl`, text };
    } catch (error) {
      throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}`);
    }
  }));
}
