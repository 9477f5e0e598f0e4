/** Who answered for an address from an instant on: names of nodes by their MACs, sorted. */
export interface Answering {
  readonly at: number;
  readonly by: readonly string[];
}

/** For how long at a time two MACs or more were answered, at most. */
export function longestDouble(answerings: readonly Answering[], until: number): number {
  return longest(answerings, until, (by) => by.length > 1);
}

/** For how long at a time nobody answered, at most. */
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
