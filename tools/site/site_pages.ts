/**
 * The pages of the website: all Markdown pages of the project, and a page for each file or folder that they link to.
 *
 * @module
 */

import { posix } from "node:path";
import { folderPage, sourcePage } from "./source_pages.ts";
import { linksIn, withLinks } from "./page_links.ts";
import { type Group, sidebarOf } from "./sidebar.ts";

export interface Site {
  /** By the path of a Markdown file in the project: the file that VitePress reads instead. */
  readonly pages: ReadonlyMap<string, string>;
  /** The texts that VitePress reads, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** The paths of images in the project. */
  readonly images: readonly string[];
  readonly sidebar: readonly Group[];
}

/** Reads the site from the project's folder, which ends with a slash. */
export function readSite(root: string): Site {
  const pages = new Map<string, string>();
  const texts = new Map<string, string>();
  const images = new Set(filesUnder(root, "docs/images/"));
  const waiting = [...topPages(root), ...filesUnder(root, "docs/").filter((path) => path.endsWith(".md"))];
  for (const path of waiting) {
    if (pages.has(path)) continue;
    pages.set(path, stagedPath(root, path));
    const text = Deno.readTextFileSync(`${root}${path}`);
    const targets = new Map<string, string>();
    for (const link of linksIn(text)) {
      const [to = ""] = link.split("#");
      const target = posix.join(posix.dirname(path), to).replace(/\/$/, "");
      if (to === "" || targets.has(to) || isImage(target)) continue;
      const staged = stagedPath(root, target);
      targets.set(to, posix.relative(posix.dirname(path), staged));
      if (isMarkdown(root, target)) waiting.push(readmeOf(root, target));
      else {
        for (const each of sourcesAt(root, target)) {
          texts.set(stagedPath(root, each), isFolder(root, each) ? folderPage(root, each) : sourcePage(root, each));
        }
      }
    }
    texts.set(stagedPath(root, path), withLinks(text, targets));
  }
  return { pages, texts, images: [...images], sidebar: sidebarOf(root, (path) => stagedPath(root, path)) };
}

/**
 * The path at which VitePress reads a page: `docs/index.md` for `docs/README.md` and `docs`, `deno.json.md` for
 * `deno.json`. `docs/bgp.md` keeps its path.
 */
function stagedPath(root: string, path: string): string {
  if (isFolder(root, path)) return posix.join(path, "index.md");
  if (posix.basename(path) === "README.md") return posix.join(posix.dirname(path), "index.md");
  return path.endsWith(".md") ? path : `${path}.md`;
}

/** A folder with the files directly in it, except Markdown; or one file. */
function sourcesAt(root: string, path: string): readonly string[] {
  if (!isFolder(root, path)) return [path];
  const files = entriesOf(root, path).filter(({ isFile }) => isFile).map(({ name }) => posix.join(path, name));
  return [path, ...files.filter((file) => !file.endsWith(".md"))];
}

function isMarkdown(root: string, path: string): boolean {
  return readmeOf(root, path).endsWith(".md");
}

/** The README of a folder that has one; otherwise the path itself. */
function readmeOf(root: string, path: string): string {
  const hasReadme = isFolder(root, path) && entriesOf(root, path).some(({ name }) => name === "README.md");
  return hasReadme ? posix.join(path, "README.md") : path;
}

function isFolder(root: string, path: string): boolean {
  return Deno.statSync(`${root}${path}`).isDirectory;
}

function isImage(path: string): boolean {
  return /\.(png|svg)$/.test(path);
}

function topPages(root: string): readonly string[] {
  return entriesOf(root, "").map(({ name }) => name).filter((name) => name.endsWith(".md"));
}

function filesUnder(root: string, folder: string): readonly string[] {
  return entriesOf(root, folder).flatMap(({ name, isDirectory }) =>
    isDirectory ? filesUnder(root, `${folder}${name}/`) : [`${folder}${name}`]
  );
}

function entriesOf(root: string, folder: string): readonly Deno.DirEntry[] {
  return [...Deno.readDirSync(`${root}${folder}`)].toSorted((one, other) => one.name < other.name ? -1 : 1);
}
