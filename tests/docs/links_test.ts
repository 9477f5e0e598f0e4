import assert from "node:assert/strict";
import { posix } from "node:path";
import { allPages, anchorOf, headingsIn, linksIn } from "./markdown.ts";

const root = new URL("../../", import.meta.url).pathname;
const pages = allPages().map((page) => ({ ...page, path: posix.normalize(page.path) }));
const anchors = new Map(pages.map((page) => [page.path, headingsIn(page).map(anchorOf)]));

Deno.test.each(pages)("the links of $path lead somewhere", (page) => {
  const dead = linksIn(page).filter((link) => {
    const [file = "", anchor] = link.split("#");
    const path = file === "" ? page.path : posix.join(posix.dirname(page.path), file);
    return !exists(`${root}${path}`) || (anchor !== undefined && anchors.get(path)?.includes(anchor) !== true);
  });
  assert.deepEqual(dead, []);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
