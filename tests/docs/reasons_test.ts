/** Compares docs/reasons.md with the lists of reasons. */

import assert from "node:assert/strict";
import { bgpFaultReasons, objectFaultReasons, preflightReasons } from "../../functions/model/fault.ts";
import { allocationReasons, announcementReasons, conflictReasons } from "../../functions/model/reasons.ts";
import { troubleReasons } from "../../functions/page/page_state.ts";
import { anchorOf, headingsIn, readPage } from "./markdown.ts";
import { linkOf, rowsIn, sectionsOf } from "./markdown_table.ts";

const sections = sectionsOf(readPage("docs/reasons.md").text);
const anchors = headingsIn(readPage("docs/troubleshooting.md")).map(anchorOf);

const lists: readonly { readonly section: string; readonly reasons: readonly string[] }[] = [
  { section: "Allocated", reasons: allocationReasons },
  { section: "Announced", reasons: announcementReasons },
  { section: "Conflict", reasons: conflictReasons },
  { section: "Needs attention", reasons: troubleReasons },
  { section: "Objects", reasons: objectFaultReasons },
  { section: "The cluster", reasons: preflightReasons },
  { section: "BGP", reasons: bgpFaultReasons },
];

Deno.test("docs/reasons.md has these lists and no other", () => {
  const withRows = [...sections].filter(([, text]) => rowsIn(text).length > 0).map(([heading]) => heading);
  assert.deepEqual(withRows, lists.map(({ section }) => section));
});

Deno.test.each(lists)("docs/reasons.md has one sentence for each reason: $section", ({ section, reasons }) => {
  const rows = rowsIn(sections.get(section) ?? "");
  assert.deepEqual(rows.map(([reason = ""]) => linkOf(reason).text).toSorted(), [...reasons].toSorted());
  const wrong = rows.filter(([, meaning = ""]) => !/^[^.]*[A-Za-z][^]*\.$/.test(meaning) || /\. [A-Z]/.test(meaning));
  assert.deepEqual(wrong, []);
});

Deno.test.each(lists)("docs/reasons.md links to the reason's own section: $section", ({ section }) => {
  const links = rowsIn(sections.get(section) ?? "").map(([reason = ""]) => linkOf(reason));
  const own = links.filter(({ text }) => anchors.includes(anchorOf(text)));
  assert.deepEqual(
    own.map(({ to }) => to),
    own.map(({ text }) => `troubleshooting.md#${anchorOf(text)}`),
  );
});
