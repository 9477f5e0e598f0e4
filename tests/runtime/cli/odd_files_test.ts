import assert from "node:assert/strict";
import { arpeggio } from "./program.ts";

interface Row {
  readonly name: string;
  readonly command: string;
  /** The content of the file; absent: the path is a folder. */
  readonly content?: Uint8Array<ArrayBuffer>;
  readonly code: number;
  readonly out?: RegExp;
  /** Standard error, with `FILE` in place of the path. */
  readonly err: string;
}

const noObject = "Cannot read FILE:1: expected a Kubernetes object with apiVersion and kind\n";
const binary = Uint8Array.from({ length: 5000 }, (_, index) => index % 256);

const rows: readonly Row[] = [
  { name: "a folder", command: "replay", code: 2, err: "Cannot read FILE: it is a folder\n" },
  { name: "an empty file", command: "replay", content: new Uint8Array(), code: 0, out: /no pass to replay/, err: "" },
  {
    name: "a binary file",
    command: "replay",
    content: binary,
    code: 2,
    err: "Cannot replay FILE: line 1: expected a JSON object\n",
  },
  { name: "a binary file", command: "convert", content: binary, code: 2, err: noObject },
  { name: "a binary file", command: "check", content: binary, code: 2, err: noObject },
  { name: "a binary file", command: "plan", content: binary, code: 2, err: noObject },
  { name: "a binary file", command: "status", content: binary, code: 2, err: noObject },
  { name: "a binary file", command: "history", content: binary, code: 2, err: noObject },
];

Deno.test.each([...rows])(
  "$command says in one line what is wrong with $name",
  async ({ command, content, code, out, err }) => {
    const folder = await Deno.makeTempDir({ prefix: "arpeggio-odd-" });
    try {
      const file = `${folder}/odd.yaml`;
      if (content === undefined) await Deno.mkdir(file);
      else await Deno.writeFile(file, content);
      const ending = await arpeggio([command, file]);
      assert.deepEqual([ending.err.replaceAll(file, "FILE"), ending.code], [err, code]);
      if (out !== undefined) assert.match(ending.out, out);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
