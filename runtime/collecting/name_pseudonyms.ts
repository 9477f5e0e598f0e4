/**
 * Replaces the names that users chose by pseudonyms.
 *
 * @module
 */

/**
 * The pieces of a name. At each place of a text, the name with the most pieces counts, so that `web-2` is not taken for
 * `web`.
 */
const pieces = /[A-Za-z0-9]+/g;

/** Replaces each whole name in a text. */
export class NamePseudonyms {
  readonly #pseudonyms = new Map<string, string>();
  /** Names that are no words: they are found in capitals too. */
  readonly #inAnyCase = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #longest: number;

  /**
   * @param names each name with the word for its pseudonym, e.g. `node`; if a name occurs twice, the first word counts
   * @param kept names that are not replaced
   */
  constructor(names: Iterable<readonly [what: string, name: string]>, kept: ReadonlySet<string>) {
    const given = [...names].filter(([, name]) => name !== "" && !kept.has(name) && !/^[\d.]*$/.test(name));
    const all = new Set(given.map(([, name]) => name));
    let longest = 1;
    for (const [what, name] of given) {
      if (this.#pseudonyms.has(name)) continue;
      const pseudonym = this.#next(what, all);
      this.#pseudonyms.set(name, pseudonym);
      if (!/^[A-Za-z]*$/.test(name)) this.#inAnyCase.set(name.toLowerCase(), pseudonym);
      longest = Math.max(longest, name.match(pieces)?.length ?? 1);
    }
    this.#longest = longest;
  }

  replace(text: string): string {
    const whole = this.#pseudonymOf(text);
    if (whole !== undefined) return whole;
    const found = [...text.matchAll(pieces)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
    let [made, at] = ["", 0];
    for (let index = 0; index < found.length; index++) {
      const from = found[index]?.from ?? 0;
      for (let count = Math.min(this.#longest, found.length - index); count > 0; count--) {
        const to = found[index + count - 1]?.to ?? from;
        const pseudonym = this.#pseudonymOf(text.slice(from, to));
        if (pseudonym === undefined || !isName(text, from, to)) continue;
        made += text.slice(at, from) + pseudonym;
        at = to;
        index += count - 1;
        break;
      }
    }
    return made + text.slice(at);
  }

  #pseudonymOf(name: string): string | undefined {
    return this.#pseudonyms.get(name) ?? this.#inAnyCase.get(name.toLowerCase());
  }

  /** The next pseudonym, e.g. `node-3`, that is no name of the cluster. */
  #next(what: string, all: ReadonlySet<string>): string {
    let number = this.#counts.get(what) ?? 0;
    do number++; while (all.has(`${what}-${number}`));
    this.#counts.set(what, number);
    return `${what}-${number}`;
  }
}

/** In running text, a single letter such as `a` may be a word. It is a name beside a slash, as in `default/a`. */
function isName(text: string, from: number, to: number): boolean {
  return to - from > 1 || text[from - 1] === "/" || text[to] === "/";
}
