/**
 * `deno task site [FOLDER] [--base PATH]` builds the documentation as a website from the project's Markdown. VitePress
 * makes the pages and the search. Its packages are not in the project's deno.json, since only this task needs them.
 *
 * Why: docs/adr/0033-same-bytes.md
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { redirectTo } from "./site/redirect.ts";
import { readSite, type Site } from "./site/site_pages.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const parts = fileURLToPath(new URL("site/", import.meta.url));

export interface SiteOptions {
  /** The folder of the website. It is made if it is missing. Files of the same name are replaced; all others stay. */
  readonly folder: string;
  /** The path under which a server publishes the website, with a slash at both ends. */
  readonly base: string;
}

/**
 * Builds the website. Throws an `Error` with VitePress's message if a link is dead or the packages cannot be
 * downloaded.
 */
export async function buildSite({ folder, base }: SiteOptions): Promise<Site> {
  const site = readSite(root);
  const work = await Deno.makeTempDir({ prefix: "arpeggio-site-" });
  try {
    for (const name of ["deno.json", "deno.lock"]) await Deno.copyFile(`${parts}packages/${name}`, `${work}/${name}`);
    await deno(["ci", "--quiet"], work);
    await Deno.mkdir(`${work}/.vitepress`);
    await Deno.copyFile(`${parts}vitepress_config.ts`, `${work}/.vitepress/config.ts`);
    await Deno.writeTextFile(`${work}/.vitepress/site.json`, JSON.stringify({ base, sidebar: site.sidebar }));
    for (const [path, text] of site.texts) await put(`${work}/pages/${path}`, new TextEncoder().encode(text));
    for (const path of site.images) {
      const image = await Deno.readFile(`${root}${path}`);
      // Markdown finds an image beside its page. HTML inside Markdown finds it in the folder `public`.
      for (const place of ["pages", "pages/public"]) await put(`${work}/${place}/${path}`, image);
    }
    await put(`${work}/pages/public/diagrams.js`, await Deno.readFile(`${parts}diagrams.js`));
    const mermaid = `${work}/node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js`;
    await put(`${work}/pages/public/mermaid.js`, await Deno.readFile(mermaid));
    await deno(["run", "-A", "node_modules/vitepress/bin/vitepress.js", "build", "."], work);
    await moveInto(folder, `${work}/.vitepress/dist`);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  for (const [path, staged] of site.pages) {
    await put(`${folder}/${path}/index.html`, new TextEncoder().encode(redirectTo(path, staged)));
  }
  return site;
}

async function put(path: string, content: Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(path, content);
}

async function moveInto(folder: string, from: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const { success, stderr } = await new Deno.Command("cp", { args: ["-RT", from, folder] }).output();
  if (!success) throw new Error(`Cannot write ${folder}: ${new TextDecoder().decode(stderr).trim()}`);
}

async function deno(args: readonly string[], cwd: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot build the website: ${decoder.decode(stdout)}${decoder.decode(stderr)}`);
}

if (import.meta.main) {
  const say = (stream: typeof Deno.stdout, text: string): Promise<number> =>
    stream.write(new TextEncoder().encode(`${text}\n`));
  try {
    const { positionals: [folder = `${root}site`], values: { base } } = parseArgs({
      allowPositionals: true,
      options: { base: { type: "string", default: "/" } },
    });
    const { pages } = await buildSite({ folder, base });
    await say(Deno.stdout, `Made a website of ${pages.size} pages in ${folder}`);
  } catch (error) {
    await say(Deno.stderr, error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
