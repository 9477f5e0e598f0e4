/**
 * Pages that show a file or a folder of the project. The website's search leaves them out.
 *
 * @module
 */

import { posix } from "node:path";

/** Search for words finds the documentation only. A page of code needs no table of contents. */
const front = "---\nsearch: false\noutline: false\n---\n\n";

/** The languages that VitePress colours, by the end of a file's name. */
const languages: Readonly<Record<string, string>> = { ts: "ts", json: "json", yaml: "yaml", lua: "lua", sh: "sh" };

export function sourcePage(root: string, path: string): string {
  const text = Deno.readTextFileSync(`${root}${path}`);
  const language = languages[posix.extname(path).slice(1)] ?? "text";
  // Six backticks are longer than any fence in the project's files.
  return `${front}# ${path}\n\n\`\`\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\`\`\n`;
}

/** The files of a folder with links to their pages, and the names of its folders. */
export function folderPage(root: string, folder: string): string {
  const entries = [...Deno.readDirSync(`${root}${folder}`)].toSorted((one, other) => one.name < other.name ? -1 : 1);
  const lines = entries.map(({ name, isDirectory }) =>
    isDirectory ? `- \`${name}/\`` : `- [${name}](./${pageOf(name)})`
  );
  return `${front}# ${folder}\n\n${lines.join("\n")}\n`;
}

function pageOf(name: string): string {
  return name.endsWith(".md") ? name : `${name}.md`;
}
