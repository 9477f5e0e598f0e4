/**
 * The percentile by the nearest rank: the smallest sample for which at least `percent` percent of the samples are no
 * larger. So it is always one of the samples, and the 99th percentile of fewer than 100 samples is the largest. NaN if
 * there are no samples.
 *
 * @param percent a whole number from 0 to 100; 0 gives the smallest sample
 */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.max(Math.ceil(percent * sorted.length / 100), 1) - 1] ?? NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}
