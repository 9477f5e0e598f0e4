/**
 * Finds what CHANGELOG.md says about one version. Pure.
 *
 * @module
 */

/**
 * The section of a version, with its heading and a final newline. Throws `RangeError` if there is no such section.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const text = "# Changelog\n\n## 1.1.0\n\n- Second.\n\n## 1.0.0 (2026-01-31)\n\n- First.\n";
 * assert.equal(changesOf("1.0.0", text), "## 1.0.0 (2026-01-31)\n\n- First.\n");
 * ```
 */
export function changesOf(version: string, text: string): string {
  const sections = text.split(/^(?=## )/m).slice(1);
  const found = sections.find((section) => /^## (\S+)/.exec(section)?.[1] === version);
  if (found !== undefined) return `${found.trimEnd()}\n`;
  const known = sections.map((section) => /^## (\S+)/.exec(section)?.[1]);
  throw new RangeError(`Cannot find the changes of ${version} in CHANGELOG.md: its versions are ${known.join(", ")}`);
}
