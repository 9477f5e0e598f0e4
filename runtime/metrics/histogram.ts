import type { Description, Registry, Sample } from "./registry.ts";

/** A histogram of durations, with one series for each set of labels. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series: readonly Series[];

  /** @param description with `bounds`, the buckets' upper bounds in seconds, ascending */
  constructor(
    registry: Registry,
    description: Description & { readonly bounds: readonly number[] },
    series: readonly Readonly<Record<string, string>>[] = [{}],
  ) {
    this.#bounds = description.bounds;
    this.#series = series.map((labels) => ({ labels, counts: description.bounds.map(() => 0), count: 0, sum: 0 }));
    registry.histogram(description, () => this.#samples());
  }

  /** Adds a duration to each series with these labels. */
  observe(seconds: number, labels: Readonly<Record<string, string>> = {}): void {
    for (const series of this.#series) {
      if (Object.entries(labels).some(([name, value]) => series.labels[name] !== value)) continue;
      series.count++;
      series.sum += seconds;
      const bucket = this.#bounds.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    }
  }

  *#samples(): Generator<Sample> {
    for (const { labels, counts, count, sum } of this.#series) {
      let below = 0;
      for (const [index, bound] of this.#bounds.entries()) {
        below += counts[index] ?? 0;
        yield { suffix: "_bucket", labels: { ...labels, le: String(bound) }, value: below };
      }
      yield { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count };
      yield { suffix: "_sum", labels, value: sum };
      yield { suffix: "_count", labels, value: count };
    }
  }
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The count of each bucket, not cumulated. */
  readonly counts: number[];
  count: number;
  sum: number;
}
