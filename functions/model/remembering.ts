/**
 * Remembers the results of a function.
 *
 * @module
 */

/**
 * A function with the same results as `ask`. The function calls `ask` once for each key, and never forgets a result
 * (but `undefined` is not remembered).
 *
 * ```ts
 * import { remembering } from "./remembering.ts";
 * import assert from "node:assert/strict";
 * let asked = 0;
 * const half = remembering((value: number) => value, (value) => (asked++, value / 2));
 * assert.deepEqual([half(4), half(4), asked], [2, 2, 1]);
 * ```
 */
export function remembering<Question, Key, Answer>(
  keyOf: (question: Question) => Key,
  ask: (question: Question) => Answer,
): (question: Question) => Answer {
  const answers = new Map<Key, Answer>();
  return (question) => {
    const key = keyOf(question);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(question);
    answers.set(key, answer);
    return answer;
  };
}
