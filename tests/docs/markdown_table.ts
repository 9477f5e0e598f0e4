/** Tables of Markdown pages. */

/** The cells of each row, without the header rows. */
export function rowsIn(text: string): string[][] {
  const lines = text.split("\n");
  return lines.filter((line, index) => line.startsWith("|") && !isRule(line) && !isRule(lines[index + 1] ?? "")).map((
    line,
  ) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

function isRule(line: string): boolean {
  return /^\|[ :|-]+\|$/.test(line);
}

/** The pieces of code in a cell. */
export function wordsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}

/** Expands braces as a shell does: `a.{b,c}` is `a.b` and `a.c`. */
export function expanded(word: string): string[] {
  const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(word);
  if (match === null) return [word];
  const [, before = "", choices = "", after = ""] = match;
  return choices.split(",").flatMap((choice) => expanded(`${before}${choice}${after}`));
}

/** The text and the target of a link in a cell. A cell without a link has only a text. */
export function linkOf(cell: string): { readonly text: string; readonly to?: string } {
  const match = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(cell);
  if (match === null) return { text: cell };
  const [, text = "", to = ""] = match;
  return { text, to };
}

/** The text under each heading of the second level. */
export function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/^## /m).slice(1).map((section) => {
      const [heading = "", ...rest] = section.split("\n");
      return [heading, rest.join("\n")];
    }),
  );
}
