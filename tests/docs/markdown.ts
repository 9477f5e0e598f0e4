/** Reads Markdown pages: their headings, links and commands. */

export interface Page {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

const root = new URL("../../", import.meta.url);

export function readPage(path: string): Page {
  return { path, text: Deno.readTextFileSync(new URL(path, root)) };
}

/** The pages in the project's root and in docs. */
export function allPages(): Page[] {
  const below = (folder: string, deep: boolean): string[] =>
    [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
      if (isDirectory) return deep ? below(`${folder}${name}/`, deep) : [];
      return name.endsWith(".md") ? [`${folder}${name}`] : [];
    });
  return [...below("./", false), ...below("docs/", true)].map(readPage);
}

export function headingsIn({ text }: Page): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
}

/** The anchor that GitHub makes for a heading. */
export function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}

/** The targets of a page's links, without links to other sites. */
export function linksIn({ text }: Page): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to).filter((to) =>
    !/^[a-z]+:/.test(to)
  );
}

/** The commands of a page that are one of these words or begin with it, in shell blocks and in running text. */
export function commandsIn(page: Page, words: readonly string[]): string[] {
  const lines = shellBlocks(page).flatMap((block) => block.split("\n"));
  return [...lines, ...spansIn(page)].map((line) => line.replace(/\s+# .*$/, "").trim())
    .filter((line) => words.some((word) => `${line} `.startsWith(`${word} `)));
}

/** The pieces of code in running text. */
export function spansIn({ text }: Page): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span.replaceAll("\n", " "));
}

/** The shell blocks, also those in lists. */
export function shellBlocks({ text }: Pick<Page, "text">): string[] {
  return [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, block = ""]) => block);
}

/** The shell blocks under a heading, in order. */
export function shellUnder({ text }: Page, heading: string): string[] {
  // A line such as `# 1. Do this` in a block is a comment, not a heading.
  const parts = text.split(/(^ *```.*?^ *```$)/gms);
  const under = parts.reduce<{ readonly heading: string; readonly blocks: readonly string[] }>(
    (found, part) => {
      if (part.trimStart().startsWith("```")) {
        return found.heading === heading ? { ...found, blocks: [...found.blocks, part] } : found;
      }
      return { ...found, heading: [...part.matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? found.heading };
    },
    { heading: "", blocks: [] },
  );
  return under.blocks.flatMap((text) => shellBlocks({ text }));
}

/** A text without its blocks of code. */
export function withoutBlocks(text: string): string {
  return text.replace(/^ *```.*?^ *```$/gms, "");
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replace(/`[^`]*`/g, (span) => span.slice(1, -1).replaceAll(/[[\]#]/g, ""));
}
