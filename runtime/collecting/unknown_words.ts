/**
 * Replaces all words of a text except public words: those of this project and of the programs around it. This removes
 * names, hosts and secrets that nothing else has recognised.
 *
 * Why: docs/adr/0034-only-public-words.md
 *
 * @module
 */

import { endings, publicWords, wordParts } from "./public_words.ts";
import { isOwnWorkload } from "./names_in_workloads.ts";

/** Letters, digits and bytes as in URLs, joined by `-`, `.` or `_`: a name, a host, a path of fields or a word. */
const compounds = /(?:%[\da-f]{2}|[\p{L}\p{M}\p{N}_])+(?:[-.]+(?:%[\da-f]{2}|[\p{L}\p{M}\p{N}_])+)*/giu;

/** Times such as `2026-11-30T03:00:00.123Z` and `20261130T030000.123Z`. */
const times = /\b\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?(?![\w.])/g;

/** Numbers, with units: `180`, `1.5e+07`, `1h30m`, `500m`, `64Mi`. */
const number = /^(?:\d+(?:e|ns|us|µs|ms|[smhdkKMGTuB]|[KMGT]i?B?)?)+$/;

/** The usual names of interfaces by their place in the machine, which say nothing about a user. */
const link = /^(?:en|wl|ww)(?:o\d+|s\d+|p\d+s\d+)(?:f\d+)?(?:d\d+)?(?:n?p\d+)?$/;

/** Versions of APIs, e.g. `v1beta1`, and words with a digit inside. */
const version = /^(?:v\d{1,2}(?:(?:alpha|beta|rc)\d{0,2})?|L\d|IPv[46]|x86|k[03]s\d?|microk8s)$/i;

export class UnknownWords {
  readonly #instead = new Map<string, string>();

  /**
   * @param known returns the replacement of a name that is given in small letters; undefined for an unknown name
   */
  constructor(private readonly known: (name: string) => string | undefined) {}

  replace(text: string): string {
    const kept: string[] = [];
    const withoutTimes = text.replace(times, (time) => `\0${kept.push(time) - 1}\0`);
    // The numbers of the placeholders stay, like all numbers.
    return withoutTimes.replace(compounds, (word) => isPublic(word) ? word : this.#pseudonym(word)).replace(
      /\0(\d+)\0/g,
      (_, index) => kept[Number(index)] ?? "",
    );
  }

  #pseudonym(word: string): string {
    const name = word.toLowerCase();
    const instead = this.known(name) ?? this.#instead.get(name) ?? `word-${this.#instead.size + 1}`;
    if (this.known(name) === undefined) this.#instead.set(name, instead);
    return instead;
  }
}

function isPublic(compound: string): boolean {
  return isOwnWorkload(compound) || compound.split(/[-._]+/).every((run) => run === "" || isPublicRun(run));
}

/** A run of letters and digits, e.g. `Service`, `peerASN`, `node12`, `eth0`, `IPv4`, `30s`. */
function isPublicRun(run: string): boolean {
  if (number.test(run) || link.test(run) || version.test(run)) return true;
  const [, word = "", digits = ""] = /^(.*?)(\d{0,4})$/.exec(run) ?? [];
  if (isPublicWord(run) || isPublicWord(word)) return true;
  if (word.length === 1 && /[a-z]/i.test(word) && digits.length <= 3) return true;
  const found = run.match(wordParts) ?? [];
  return found.join("") === run && found.length > 0 &&
    found.every((part) => isPublicWord(part) || version.test(part));
}

function isPublicWord(word: string): boolean {
  const small = word.toLowerCase();
  return publicWords.has(small) ||
    endings.some((end) => small.endsWith(end) && publicWords.has(small.slice(0, -end.length)));
}
