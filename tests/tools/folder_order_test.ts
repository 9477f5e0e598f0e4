import assert from "node:assert/strict";
import { folderFaults } from "../../tools/layers/folder_order.ts";
import type { SourceFile } from "../../tools/layers/rules.ts";

const order = ["functions/model", "functions/model/pools", "functions", "runtime/ground", "runtime/store"];

function file(path: string, to: string, dynamic = false): SourceFile {
  return { path, lines: 10, imports: [{ to, typeOnly: false, dynamic }] };
}

Deno.test.each([
  { name: "a folder imports itself", file: file("functions/model/a.ts", "functions/model/b.ts"), want: [] },
  { name: "a folder imports a lower one", file: file("functions/a.ts", "functions/model/pools/b.ts"), want: [] },
  { name: "a package", file: file("functions/a.ts", "npm:ipaddr.js@2.5.0"), want: [] },
  {
    name: "an entry point loads a higher folder on demand",
    file: file("runtime/ground/a.ts", "runtime/store/b.ts", true),
    want: [],
  },
  { name: "a test, which has no place in the order", file: file("tests/a.ts", "runtime/store/b.ts"), want: [] },
  {
    name: "a folder imports a higher one",
    file: file("functions/model/a.ts", "functions/model/pools/b.ts"),
    want: [
      "functions/model/a.ts imports functions/model/pools/b.ts: functions/model stands below functions/model/pools",
    ],
  },
  {
    name: "the model imports a function",
    file: file("functions/model/pools/a.ts", "functions/elect.ts"),
    want: ["functions/model/pools/a.ts imports functions/elect.ts: functions/model/pools stands below functions"],
  },
  {
    name: "a folder without a place",
    file: file("runtime/news/a.ts", "runtime/ground/b.ts"),
    want: ["runtime/news/a.ts is in a folder without a place: add runtime/news to tools/layers/folder_order.ts"],
  },
])("the order of folders: $name", ({ file, want }) => {
  assert.deepEqual(folderFaults([file], order), want);
});
