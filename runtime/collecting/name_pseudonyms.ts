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
  /** By the name in small letters. */
  readonly #inAnyCase = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #longest: number;

  /**
   * @param names each name with the word for its pseudonym, e.g. `node`; if a name occurs twice, the first word counts
   * @param kept names that are not replaced
   */
  constructor(names: Iterable<readonly [what: string, name: string]>, kept: ReadonlySet<string>) {
    const given = [...names].filter(([, name]) => name !== "" && !kept.has(name));
    const all = new Set(given.map(([, name]) => name));
    let longest = 1;
    for (const [what, name] of given) {
      if (this.#pseudonyms.has(name)) continue;
      const pseudonym = this.#next(what, all);
      this.#pseudonyms.set(name, pseudonym);
      this.#inAnyCase.set(name.toLowerCase(), pseudonym);
      longest = Math.max(longest, name.match(pieces)?.length ?? 1);
    }
    this.#longest = longest;
  }

  /** @param isNamed true: a text of digits alone may be a name; false: it is a number */
  replace(text: string, isNamed = false): string {
    const whole = isNumber(text) && !isNamed ? undefined : this.#pseudonymOf(text);
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

  /** The pseudonym of a name that is written in small letters, in capitals or mixed. */
  inAnyCase(name: string): string | undefined {
    return isNumber(name) ? undefined : this.#inAnyCase.get(name.toLowerCase());
  }

  /** Ignores case, except for a name of letters alone: with a capital it may be a word that begins a sentence. */
  #pseudonymOf(name: string): string | undefined {
    const written = this.#pseudonyms.get(name);
    return written ?? (/^[A-Za-z]*$/.test(name) ? undefined : this.#inAnyCase.get(name.toLowerCase()));
  }

  /** The next pseudonym, e.g. `node-3`, that is no name of the cluster. */
  #next(what: string, all: ReadonlySet<string>): string {
    let number = this.#counts.get(what) ?? 0;
    do number++; while (all.has(`${what}-${number}`));
    this.#counts.set(what, number);
    return `${what}-${number}`;
  }
}

/**
 * In running text, a single letter such as `a` may be a word. It is a name beside a slash, as in `default/a`. Digits
 * alone are a name only after a letter or a dash with a slash, as in `default/12`.
 */
function isName(text: string, from: number, to: number): boolean {
  if (isNumber(text.slice(from, to))) return /[A-Za-z-]\/$/.test(text.slice(0, from));
  return to - from > 1 || text[from - 1] === "/" || text[to] === "/";
}

function isNumber(text: string): boolean {
  return /^[\d.]*$/.test(text);
}
