/** Counters, one for each set of labels. */
export class Counts<Labels extends Readonly<Record<string, string>>> {
  readonly #byKey = new Map<string, { readonly labels: Labels; value: number }>();

  add(labels: Labels, by = 1): void {
    const key = keyOf(labels);
    const found = this.#byKey.get(key);
    if (found !== undefined) found.value += by;
    else this.#byKey.set(key, { labels, value: by });
  }

  /** Keeps only the counters whose labels pass. */
  keep(passes: (labels: Labels) => boolean): void {
    for (const [key, { labels }] of this.#byKey) if (!passes(labels)) this.#byKey.delete(key);
  }

  [Symbol.iterator](): Iterator<{ readonly labels: Labels; readonly value: number }> {
    return this.#byKey.values();
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return Object.values(labels).join("\n");
}
