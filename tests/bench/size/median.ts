/** The median, as the tables of figures show it. */
export function median(samples: readonly number[]): number {
  return samples.toSorted((one, other) => one - other)[Math.floor((samples.length - 1) / 2)] ?? NaN;
}
