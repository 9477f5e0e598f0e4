import assert from "node:assert/strict";
import { posix } from "node:path";
import type { Page as Tab } from "playwright-core";
import { buildSite } from "../../tools/site.ts";
import { scratchFolder } from "../cluster/machine/scratch_folder.ts";
import { alertRules } from "../manifests/monitoring.ts";
import { chromiumPath, openBrowser } from "../runtime/page/browser.ts";
import { allPages, anchorOf, headingsIn } from "./markdown.ts";
import { serveSite } from "./site_server.ts";

const chromium = await chromiumPath();
const base = "/arpeggio/";
/** Long enough for a machine that runs other tests too. */
const patienceMs = 120_000;
const pages = allPages().map((page) => ({ ...page, path: posix.normalize(page.path) }));

Deno.test({
  name: "the website has every page, its links and runbooks open, and a browser searches it and draws its diagrams",
  ignore: chromium === undefined,
  async fn(t): Promise<void> {
    assert(chromium !== undefined);
    await using folder = await scratchFolder("arpeggio-site-test-");
    const built = await buildSite({ folder: folder.path, base });
    const html = new Map(
      await Array.fromAsync(htmlUnder(folder.path), async (path): Promise<[string, Html]> => {
        return [path, htmlOf(await Deno.readTextFile(`${folder.path}/${path}`))];
      }),
    );
    const htmlOfPage = (path: string): string => built.pages.get(path)?.replace(/\.md$/, ".html") ?? "absent";

    await t.step("every page has one title, and the anchors of GitHub", () => {
      for (const page of pages) {
        const found = html.get(htmlOfPage(page.path));
        assert(found !== undefined, page.path);
        assert.equal(found.titles, 1, page.path);
        const anchors = headingsIn(page).map(anchorOf);
        assert.deepEqual(anchors.filter((anchor) => !found.ids.has(anchor)), [], page.path);
      }
    });

    await t.step("no page contains an unfilled template", () => {
      assert.deepEqual([...html].filter(([, { hasTemplate }]) => hasTemplate).map(([path]) => path), []);
    });

    await t.step("every link leads to a file, and to an anchor in it", () => {
      const dead = [...html].flatMap(([path, { links }]) =>
        links.filter((link) => {
          const { pathname, hash } = new URL(link, `http://site${base}${path}`);
          const file = decodeURI(pathname.slice(base.length)).replace(/(^|\/)$/, "$1index.html");
          if (!file.endsWith(".html")) return !Deno.statSync(`${folder.path}/${file}`).isFile;
          const anchor = decodeURIComponent(hash.slice(1));
          return html.get(file) === undefined || (anchor !== "" && html.get(file)?.ids.has(anchor) !== true);
        }).map((link) => `${path}: ${link}`)
      );
      assert.deepEqual(dead, []);
    });

    await t.step("every page of docs is in the sidebar", () => {
      const listed = new Set(built.sidebar.flatMap(({ items }) => items.map(({ link }) => link)));
      const wanted = pages.map(({ path }) => `/${built.pages.get(path)?.replace(/(index)?\.md$/, "")}`);
      assert.deepEqual(wanted.filter((link) => !listed.has(link)), []);
    });

    await using server = serveSite(folder.path, base);
    await using browser = await openBrowser(chromium);
    const tab = await browser.newPage();
    tab.setDefaultTimeout(patienceMs);
    const faults: string[] = [];
    tab.on("pageerror", (error) => faults.push(error.message));
    tab.on("console", (message) => message.type() === "error" && faults.push(message.text()));

    const runbooks = alertRules().map(({ annotations: { runbook_url = "" } }) =>
      runbook_url.replace(/\{\{.*\}\}/, "poolexhausted")
    );

    await t.step("the runbook of every alert leads to a section", () => {
      const dead = runbooks.filter((runbook) => {
        const [path = "", anchor = ""] = runbook.split("#");
        const lead = Deno.readTextFileSync(`${folder.path}/${path}/index.html`);
        const to = /rel="canonical" href="([^"]+)"/.exec(lead)?.[1] ?? "";
        return html.get(posix.join(path, to))?.ids.has(anchor) !== true;
      });
      assert.deepEqual(dead, []);
    });

    await t.step("a browser opens a runbook at its section", async () => {
      const [runbook = ""] = runbooks;
      await tab.goto(`${server.url}${runbook}`);
      await tab.waitForURL(`**/docs/troubleshooting.html#${runbook.split("#")[1]}`);
      await tab.locator(":target", { hasText: "ArpeggioNoLeader" }).waitFor();
    });

    const drawn = pages.map(({ path, text }) => ({ path, count: text.match(/^```mermaid$/gm)?.length ?? 0 }))
      .filter(({ count }) => count > 0);
    assert(drawn.length > 2);
    for (const { path, count } of drawn) {
      await t.step(`the diagrams of ${path} are drawn`, async () => {
        await tab.goto(`${server.url}${htmlOfPage(path)}`);
        await tab.locator("pre.diagram svg").nth(count - 1).waitFor();
        assert.equal(await tab.locator("pre.diagram svg").count(), count);
        assert.equal(await tab.locator("pre.diagram svg .error-icon").count(), 0);
      });
    }

    await t.step("the search finds a page by a word in it", async () => {
      await tab.goto(server.url);
      await search(tab, "rp_filter");
      await tab.waitForURL("**/docs/symptoms.html#*");
    });

    assert.deepEqual(faults, []);
    assert.deepEqual(server.missing, []);
  },
});

async function search(tab: Tab, word: string): Promise<void> {
  await tab.getByRole("button", { name: "Search" }).click();
  await tab.locator("input[type=search]").fill(word);
  await tab.locator("#localsearch-list a[href*=symptoms]").first().click();
}

interface Html {
  readonly titles: number;
  readonly ids: ReadonlySet<string>;
  /** True if the text contains the braces of a template. Braces in code do not count. */
  readonly hasTemplate: boolean;
  /** The targets inside this website. */
  readonly links: readonly string[];
}

function htmlOf(text: string): Html {
  const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => unescaped(found));
  return {
    titles: all(/<(h1)[ >]/g).length,
    ids: new Set(all(/ id="([^"]*)"/g)),
    hasTemplate: text.replaceAll(/<(pre|code|script)\b.*?<\/\1>/gs, "").includes("{{"),
    links: all(/<a [^>]*?href="([^"]*)"/g).filter((link) => !/^[a-z]+:/.test(link)),
  };
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}

async function* htmlUnder(root: string, folder = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
    if (isDirectory) yield* htmlUnder(root, `${folder}${name}/`);
    else if (name.endsWith(".html")) yield `${folder}${name}`;
  }
}
