import assert from "node:assert/strict";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "./program.ts";

const rows = [
  {
    name: "a folder that does not exist",
    args: ["controller", "--folder", "/nonexistent"],
    says: "Cannot use folder /nonexistent: No such file or directory (os error 2): realpath '/nonexistent'",
  },
  { name: "an unknown option", args: ["controller", "--nonsense"], says: "unknown option '--nonsense'" },
  {
    name: "a missing option",
    args: ["announcer"],
    says: "required option '--node-name <name>' not specified",
  },
  {
    name: "a pattern that is no regular expression",
    args: ["announcer", "--folder", "FOLDER", "--node-name", "n", "--exclude-interfaces", "eth[0"],
    says: 'Cannot read --exclude-interfaces: "eth[0" is no regular expression: Unterminated character class',
  },
  {
    name: "an address that the machine does not have",
    args: ["controller", "--folder", "FOLDER", "--metrics", "192.0.2.1:9120"],
    says: "Cannot listen on 192.0.2.1:9120: Cannot assign requested address (os error 99)",
  },
];

Deno.test.each(rows)(
  "a component that fails to start writes one line of JSON to its log: $name",
  async ({ args, says }) => {
    await using folder = await scratchFolder("arpeggio-start-");
    const { code, out, err } = await arpeggio(args.map((each) => each === "FOLDER" ? folder.path : each));
    assert.equal(code, 2, err);
    assert.equal(err, "");
    const [line = "", ...more] = out.trimEnd().split("\n").filter((each) => each.includes('"error"'));
    assert.deepEqual(more, []);
    const { level, part, msg } = JSON.parse(line);
    assert.deepEqual({ level, part, msg }, { level: "error", part: "main", msg: says });
  },
);
