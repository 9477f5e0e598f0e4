/**
 * The files of a checkout that no commit contains. A release with them could not be made again from the commit.
 *
 * @module
 */

import { git } from "./git.ts";

/**
 * The paths of changed, deleted and new files, without the files that git ignores. Empty for a folder that is no git
 * checkout. Throws an `Error` if git cannot tell.
 */
export async function uncommittedFiles(checkout: string): Promise<readonly string[]> {
  const status = await git(checkout, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all");
  if ("output" in status) return status.output.split("\0").filter((line) => line !== "").map((line) => line.slice(3));
  if (/not a git repository/.test(status.failed)) return [];
  throw new Error(`Cannot tell whether all files are committed: ${status.failed}`);
}
