import assert from "node:assert/strict";
import { folderOrder } from "../../tools/layers/folder_order.ts";
import { allPages, linksIn, readPage, spansIn } from "./markdown.ts";

const root = new URL("../../", import.meta.url);
const map = readPage("CONTRIBUTING.md");

Deno.test("every path in the map exists", () => {
  const parts = ["functions/", "runtime/", "tests/", "tools/", "manifests/", "docs/"];
  const paths = spansIn(map).filter((span) => parts.some((part) => span.startsWith(part)) && !/[ *…]/.test(span));
  assert.ok(paths.length > 40);
  assert.deepEqual(paths.filter((path) => !isThere(path)), []);
});

Deno.test.each([
  { folder: "runtime/" },
  { folder: "functions/model/" },
])("the map and the order of the layers contain every folder of $folder", ({ folder }) => {
  const rows = [...map.text.matchAll(/^\| `([a-z_]+)\/`/gm)].map(([, name = ""]) => name);
  const below = [
    ...new Set(
      folderOrder.filter((each) => each.startsWith(folder)).map((each) =>
        each.split("/")[folder.split("/").length - 1] ?? ""
      ),
    ),
  ];
  const there = [...Deno.readDirSync(new URL(folder, root))].filter(({ isDirectory }) => isDirectory).map(({ name }) =>
    name
  );
  assert.deepEqual(below.toSorted(), there.toSorted());
  const own = rows.filter((row) => there.includes(row));
  assert.deepEqual([...new Set(own)].toSorted(), there.toSorted());
});

Deno.test("the map contains every file of functions/, except the files that answer questions", () => {
  const questions = ["explain.ts", "suppose.ts", "preflight.ts"];
  const files = [...Deno.readDirSync(new URL("functions/", root))].filter(({ isFile }) => isFile).map(({ name }) =>
    name
  );
  const missing = files.filter((name) => !questions.includes(name) && !map.text.includes(`\`functions/${name}\``));
  assert.deepEqual(missing, []);
});

const decisions = allPages().filter(({ path }) => /docs\/adr\/\d{4}-/.test(path));

Deno.test.each(decisions)("$path and the files that it describes link to each other", (page) => {
  const name = page.path.split("/").at(-1) ?? "";
  const files = linksIn(page).map((link) => new URL(link, new URL(page.path, root))).filter(({ pathname }) =>
    !pathname.endsWith(".md")
  );
  assert.ok(files.length > 0);
  const silent = files.filter(({ pathname }) => pathname.endsWith(".ts"))
    .filter((file) => !Deno.readTextFileSync(file).includes(`docs/adr/${name}`));
  assert.deepEqual(silent.map(({ pathname }) => pathname), []);
});

function isThere(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}
