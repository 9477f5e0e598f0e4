/**
 * Parses the option that names the place of the documentation.
 *
 * @module
 */

import { InvalidArgumentError } from "commander";

/**
 * Reads an HTTP or HTTPS URL, and removes slashes at its end. Other URLs are refused, since a browser runs e.g.
 * `javascript:` as a program.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(docsURL("https://docs.example.org/arpeggio/"), "https://docs.example.org/arpeggio");
 * assert.throws(() => docsURL("javascript:alert(1)"), /no URL of http or https/);
 * ```
 *
 * @throws InvalidArgumentError
 */
export function docsURL(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError("no URL of http or https, e.g. https://docs.example.org/arpeggio");
  }
  return text.replace(/\/+$/, "");
}
