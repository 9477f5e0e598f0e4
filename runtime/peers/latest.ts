/** The latest of these instants, in ms since the epoch; undefined if there is none. */
export function latest(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : Math.max(...instants);
}
