/**
 * Leaves out the arguments of containers that may hold secrets or paths of users. Pure.
 *
 * @module
 */

import { leftOut } from "../recording/without_secrets.ts";

/** Keeps the words of this project's programs, the names of options, and the values of `options`. Replaces all else. */
export function keptArguments(words: readonly unknown[]): readonly string[] {
  return words.map((word, index) => {
    const text = String(word);
    const [, option, , value] = /^(--?[a-z\d][\w-]*)(=(.*))?$/s.exec(text) ?? [];
    if (option !== undefined) return value === undefined || options.test(option) ? text : `${option}=${leftOut}`;
    return programs.test(text) || options.test(String(words[index - 1])) ? text : leftOut;
  });
}

const programs = /^(deno|run|controller|announcer|[\w/.-]*\/main\.(ts|js)|\/usr\/lib\/frr\/\w+)$/;

/** The options whose values are neither a secret nor a path of a user. */
const options =
  /^--(allow-\w+|v8-flags|namespace|lb-class|rebalance-after|ignore-exclude-lb|bgp|bgp-passwords|metrics|page|docs|record-size|log-level|node-name|heartbeat-(key|port)|beat|refresh|exclude-interfaces|frr-(sockets|conf)|state-dir)$/;
