/**
 * Guesses the right spelling of a misspelt word.
 *
 * @module
 */

const mostEdits = 2;

/**
 * The most similar word, if it is at most two edits away; else undefined. Upper and lower case are the same. An edit
 * inserts, deletes or replaces a letter, or swaps two neighboring letters (optimal string alignment).
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(meantBy("IpAdressPool", ["BGPPeer", "IPAddressPool"]), "IPAddressPool");
 * assert.equal(meantBy("Service", ["BGPPeer", "IPAddressPool"]), undefined);
 * ```
 */
export function meantBy(word: string, words: readonly string[]): string | undefined {
  let best: { readonly edits: number; readonly word: string } | undefined;
  for (const each of words) {
    if (Math.abs(each.length - word.length) > mostEdits) continue;
    const edits = editsBetween(word.toLowerCase(), each.toLowerCase());
    if (edits <= mostEdits && (best === undefined || edits < best.edits)) best = { edits, word: each };
  }
  return best?.word;
}

function editsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next.push(Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      ));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
