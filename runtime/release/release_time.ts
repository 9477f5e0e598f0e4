/**
 * The time in the files of a release. It is the time of the commit, so that a second run gives the same bytes.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { git } from "./git.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Seconds since 1970: the variable `SOURCE_DATE_EPOCH`, or else the time of the commit.
 * https://reproducible-builds.org/specs/source-date-epoch/
 *
 * Throws an `Error` if the variable is no number, or if this is no git checkout.
 */
export async function releaseSeconds(): Promise<number> {
  const given = Deno.env.get("SOURCE_DATE_EPOCH") ?? "";
  const text = given === "" ? await commitSeconds() : given;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`Cannot date the release: ${JSON.stringify(text)} is not a number of seconds`);
}

async function commitSeconds(): Promise<string> {
  const log = await git(root, "log", "-1", "--format=%ct");
  if ("output" in log) return log.output.trim();
  throw new Error(`Cannot date the release: set SOURCE_DATE_EPOCH, since git says ${log.failed}`);
}
