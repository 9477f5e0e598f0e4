/**
 * Compares the drawn pictures of docs/images with the pages that show them and with the times of announcing, and the
 * pictures of the status page with its headings and columns.
 */

import assert from "node:assert/strict";
import {
  beatLateMs,
  beatMs,
  probeMs,
  probesToJudge,
  redirectMs,
  relievedMs,
} from "../../functions/model/announcing/timing.ts";
import { pageOutline } from "../runtime/page/page_outline.ts";
import { chunksOf, outlineKey } from "../runtime/page/palette_png.ts";
import { allPages } from "./markdown.ts";

const folder = new URL("../../docs/images/", import.meta.url);
const pictures = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".svg")).map(({ name }) => ({
  name,
  text: Deno.readTextFileSync(new URL(name, folder)),
}));
const shown = allPages().flatMap(({ text }) => [...text.matchAll(/!\[([^\]]*)\]\([^)]*?([\w-]+\.svg)\)/g)])
  .map(([, words = "", name]) => ({ words, name }));

Deno.test.each(pictures)("docs/images/$name has a title and a description, and a page shows it with words", (
  { name, text },
) => {
  assert.match(text, /<title>[^<]+<\/title>\s*<desc>[^<]+<\/desc>/);
  assert.deepEqual(shown.filter((each) => each.name === name && each.words.length > 20).length, 1);
});

const silentMs = beatMs + beatLateMs;
const times: readonly { readonly name: string; readonly says: readonly string[] }[] = [
  {
    name: "failover.svg",
    says: [
      `>${beatMs}<`,
      `>${silentMs}<`,
      `>${silentMs + probesToJudge * probeMs}<`,
      `>${probesToJudge} ARP probes, ${probeMs} ms<`,
    ],
  },
  { name: "hand-over.svg", says: [`>${redirectMs}<`, `>${relievedMs} ms<`, `broadcast after ${redirectMs} ms`] },
];

Deno.test.each(times)("docs/images/$name has the times of the code", ({ name, says }) => {
  const text = Deno.readTextFileSync(new URL(name, folder));
  assert.deepEqual(says.filter((words) => !text.includes(words)), []);
});

const looks = ["light", "dark"].flatMap((colors) =>
  [320, 1440].map((width) => ({ name: `status-page-${colors}-${width}.png`, width }))
);

Deno.test.each(looks)(
  "docs/images/$name shows the headings and columns of today's page: deno run -A tests/runtime/page/pictures.ts",
  ({ name, width }) => {
    const chunks = chunksOf(Deno.readFileSync(new URL(name, folder)));
    const outline = new TextDecoder().decode(chunks.get("tEXt")).replace(`${outlineKey}\0`, "");
    assert.equal(outline, pageOutline());
    assert.equal(new DataView(chunks.get("IHDR")?.buffer ?? new ArrayBuffer(4)).getUint32(0), width);
    assert.ok(allPages().some(({ text }) => text.includes(`docs/images/${name}`)));
  },
);
