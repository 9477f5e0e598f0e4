/**
 * Recognises secrets by the name of their field, and in running text. Pure.
 *
 * @module
 */

import { leftOut } from "../recording/without_secrets.ts";

const word = String
  .raw`(?:pass(?:word|wd|phrase|code)|(?<![a-z])pass|pwd|psk|token|secret|credentials?|cookie|auth(?:orization)?|bearer|jwt|signature|key-?data|(?:api|access|private|auth|encryption|signing|shared|account|ssh)[-_]?key)s?`;

/** The end of a secret's name, as in `tokenID` and `secret_value`. */
const suffix = String.raw`(?:[-_.]?(?:value|hash|id|text|string|base|base64|b64|key|data))*`;

const fieldOfSecret = new RegExp(String.raw`${word}${suffix}$|\.(?:key|pem|pfx|p12|jks)$`, "i");

/** Fields that only refer to a secret. */
const references: ReadonlySet<string> = new Set(["passwordSecret", "imagePullSecrets", "--bgp-passwords"]);

/** True for fields such as `password`, `client_secret`, `X-Auth-Token` and `AWS_SECRET_ACCESS_KEY`. */
export function isFieldOfSecret(field: string): boolean {
  return fieldOfSecret.test(field) && !references.has(field);
}

type Pattern = readonly [RegExp, string];

/** Patterns with replacements. A name or a value may be in quotes. JSON inside a text has `\` before its quotes. */
const patterns: readonly Pattern[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, leftOut],
  [/\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)*/g, leftOut],
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(\\*["']?\s*[:=]\s*)\S[^\r\n]*/gi, `$1$2${leftOut}`],
  [
    new RegExp(String.raw`(${word}${suffix}\\*["']?\s*(?:[:=]>?|->|%3D)\s*)(\\*["'])[^]*?(?:(?<!\\)\2|$)`, "gi"),
    `$1$2${leftOut}$2`,
  ],
  [
    new RegExp(String.raw`(${word}${suffix}\\*["']?\s*(?:[:=]>?|->|%3D)\s*)(?!left-out)[^\s"'&\\]+`, "gi"),
    `$1${leftOut}`,
  ],
  [new RegExp(String.raw`((?<!\S)--?[\w-]{0,64}${word}\s+)(?!left-out)\S+`, "gi"), `$1${leftOut}`],
  [/\b(bearer|basic|digest|negotiate)\s+[\w.~+/=-]{8,}/gi, `$1 ${leftOut}`],
  [/(\/\/)[^\s"'<>]{0,1000}(?=@[\w[])/g, `$1${leftOut}`],
  [/([?&](?:sig|code|key|x-amz-[\w-]+)=)[^\s"'&]+/gi, `$1${leftOut}`],
  [/((?<!\S)(?:-u|--user)[ =]?)[^\s:]+:\S+/g, `$1${leftOut}`],
  [/(sshpass\s+-p\s*|message-digest-key \d+ md5 |\b(?:authentication-key|key-string)\s+)\S+/g, `$1${leftOut}`],
  [
    /(\b(?:(?:mysql|mariadb)[^\r\n]{0,200}?\s-p|redis-cli[^\r\n]{0,200}?\s-a\s*|login [^\r\n]{0,200}?(?<=\s)-p\s*))[^\s\]]+/g,
    `$1${leftOut}`,
  ],
  [/((?:password|passwd|passphrase)\s+)(["'])[^\r\n]*?(?:\2|$)/gi, `$1$2${leftOut}$2`],
  [
    new RegExp(String.raw`(${word}${suffix}\\*["']?[,\s]\s*\\*["']?value\\*["']?\s*[:=]\s*)[^\s&}]+`, "gi"),
    `$1${leftOut}`,
  ],
  [/(<(\w*(?:password|secret|token|key))>)[^<]*/gi, `$1${leftOut}`],
  [/(neighbor \S+ password(?: \d)? )\S+/g, `$1${leftOut}`],
  [/((?:^|\n)\s*(?:enable )?password (?:\d )?)\S+/g, `$1${leftOut}`],
  // A word with a digit after `password` is hardly a word of a sentence.
  [/((?:password|passwd|passphrase)\s+(?:(?:is|was)\s+)?)(?!left-out)(?=\S*\d)\S{2,}/gi, `$1${leftOut}`],
  [/\b(?:A[KS]IA|AROA|AIDA)[A-Z0-9]{12,}/g, leftOut],
  [
    /\b(?:gh[a-z]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]-|xapp-|sk-|sk_|rk_|npm_|hv[sbr]\.|dop_v1_|pypi-|ya29\.|AIza|SG\.)[\w.-]{16,}/g,
    leftOut,
  ],
  // A bootstrap token of Kubernetes.
  [/(?<![\w.])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.])/g, leftOut],
];

/** A long word of capitals, small letters and digits is not written by people. */
const random: Pattern = [
  /(?<![A-Za-z0-9+/])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]{32,}={0,2}/g,
  leftOut,
];

/** Replaces what looks like a secret. */
export function withoutSecretWords(text: string): string {
  return patterns.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}

/** Also replaces long random words. Not for objects, which may need such words, e.g. as identifiers. */
export function withoutRandomWords(text: string): string {
  return withoutSecretWords(text).replace(...random);
}
