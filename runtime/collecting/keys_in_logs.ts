/**
 * Removes private keys that extend over several lines of a log. Pure.
 *
 * @module
 */

import { leftOut } from "../recording/without_secrets.ts";

/** More lines than a private key has. If no end is seen in them, the key counts as over. */
const mostLines = 200;

const begin = /-----BEGIN [A-Z ]*PRIVATE KEY/;
const end = /-----END [A-Z ]*PRIVATE KEY/;

/** Replaces each line of a key. The time at the start of a line, which the API server adds, stays. */
export function withoutKeys(log: string): string {
  const lines = log.split("\n");
  let left = isCutOff(lines) ? mostLines : 0;
  return lines.map((line) => {
    const isInside = left > 0;
    if (begin.test(line)) left = mostLines;
    else if (left > 0) left--;
    // A key that begins and ends in this line is left to `withoutSecretWords`.
    const isWhole = !isInside && begin.test(line) && end.test(line);
    if (line.lastIndexOf("-----END") > line.lastIndexOf("-----BEGIN") && end.test(line)) left = 0;
    return isWhole || !(isInside || begin.test(line)) ? line : `${stampOf(line)}${leftOut}`;
  }).join("\n");
}

/** True if the log begins inside a key: only its last lines were read. */
function isCutOff(lines: readonly string[]): boolean {
  const ends = lines.slice(0, mostLines).findIndex((line) => end.test(line));
  return ends >= 0 && !lines.slice(0, ends + 1).some((line) => begin.test(line));
}

function stampOf(line: string): string {
  return /^\d{4}-\d\d-\d\dT\S+ /.exec(line)?.[0] ?? "";
}
