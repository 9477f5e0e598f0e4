import assert from "node:assert/strict";
import {
  type Field,
  fieldBytes,
  type Layout,
  layout1,
  layout2,
  layout3,
  shortestBeat,
} from "../../functions/model/announcing/heartbeat/layout.ts";
import { encodeHeartbeat } from "../../functions/model/announcing/heartbeat/datagram.ts";

const page = new URL("../../docs/heartbeat-format.md", import.meta.url);

const sizes: Readonly<Record<Field["type"], string>> = {
  byte: "1",
  short: "2",
  word: "4",
  long: "8",
  mac: "6",
  name: "1 + n",
  address: "1 + 4 or 16",
  entries: "1 + n",
};

/** Makes a row for each field. The offset is counted from the first of these fields; it is left out if it varies. */
function table(fields: readonly Field[]): readonly (readonly string[])[] {
  let offset: number | undefined = 0;
  return fields.map(({ name, type, says }) => {
    const at = offset;
    const isFixed = type !== "name" && type !== "address" && type !== "entries";
    offset = at === undefined || !isFixed ? undefined : at + fieldBytes[type];
    return [at === undefined ? "" : String(at), sizes[type], `\`${name}\``, says];
  });
}

function withoutOffset(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map(([, ...others]) => ["", ...others]);
}

/** The cells of the tables between the comment `layout N` and the comment `end`. */
function tablesIn(text: string, layout: number): readonly (readonly string[])[] {
  const part = text.split(`<!-- layout ${layout} -->`)[1]?.split("<!-- end -->")[0] ?? "";
  return part.split("\n").filter((line) =>
    line.startsWith("|") && !/^[|\s-]*$/.test(line) && !line.startsWith("| offset")
  )
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

for (const [number, layout] of [[1, layout1], [2, layout2], [3, layout3]] satisfies (readonly [number, Layout])[]) {
  Deno.test(`the page shows version ${number} with the same fields as the table in the code`, async () => {
    const shown = tablesIn(await Deno.readTextFile(page), number);
    const { fields, entry, host = [] } = layout;
    const isGrown = number === 3;
    // The page shows the fields of version 2 only in the table of version 2.
    const rows = isGrown ? table(fields.slice(layout2.fields.length)) : [...table(fields), ...table(entry)];
    assert.deepEqual(shown, [...isGrown ? withoutOffset(rows) : rows, ...table(host)]);
  });
}

Deno.test("the shortest heartbeat has the length `shortestBeat`", () => {
  const beat = {
    from: "",
    to: "",
    incarnation: 1,
    sequence: 0,
    echo: 0,
    state: "running",
    mac: "02:00:00:00:00:0a",
    version: 1,
    knownVersion: 0,
  } as const;
  assert.equal(encodeHeartbeat(beat, new Uint8Array(32), 1).length, shortestBeat);
  assert.ok(encodeHeartbeat(beat, new Uint8Array(32), 2).length > shortestBeat);
});
