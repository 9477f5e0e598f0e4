/** From the instant `at` on, answers for an address had the MACs of the nodes `by`; the names are sorted. */
export interface Answering {
  readonly at: number;
  readonly by: readonly string[];
}

/** The longest time in which two or more MACs answered. */
export function longestDouble(answerings: readonly Answering[], until: number): number {
  return longest(answerings, until, (by) => by.length > 1);
}

/** The longest time in which no MAC answered. */
export function longestGap(answerings: readonly Answering[], until: number): number {
  return longest(answerings, until, (by) => by.length === 0);
}

function longest(answerings: readonly Answering[], until: number, is: (by: readonly string[]) => boolean): number {
  let most = 0;
  let since: number | undefined;
  for (const { at, by } of [...answerings, { at: until, by: [] }]) {
    if (since !== undefined && (!is(by) || at === until)) most = Math.max(most, at - since);
    since = is(by) ? since ?? at : undefined;
  }
  return most;
}
