import assert from "node:assert/strict";
import { filesIn, tarOf } from "../../../runtime/ground/tar.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";

const files = [
  { path: "collection.json", text: "{}\n" },
  { path: `logs/${"long-".repeat(20)}pod/controller.log`, text: "one line\n".repeat(200) },
  { path: "empty.txt", text: "" },
  { path: "ü/ß.txt", text: "größer" },
];

Deno.test("an archive contains its files, and the same files make the same bytes", () => {
  assert.deepEqual(filesIn(tarOf(files, 1_795_341_600)), files);
  assert.deepEqual(tarOf(files, 1_795_341_600), tarOf(files, 1_795_341_600));
});

Deno.test({
  name: "tar unpacks our archives, and our code reads the archives of tar",
  ignore: !await haveCommands("tar"),
  async fn(): Promise<void> {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeFile(`${folder}/ours.tar`, tarOf(files, 0));
      await tar(["-xf", `${folder}/ours.tar`, "-C", folder]);
      for (const { path, text } of files) assert.equal(await Deno.readTextFile(`${folder}/${path}`), text);
      await tar(["-cf", `${folder}/theirs.tar`, "-C", folder, ...files.map(({ path }) => path)]);
      assert.deepEqual(filesIn(await Deno.readFile(`${folder}/theirs.tar`)), files);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("bytes that are not an archive contain no files", () => {
  assert.deepEqual(filesIn(new Uint8Array(2048).fill(120)), []);
  assert.deepEqual(filesIn(new Uint8Array(10)), []);
});

Deno.test("a path that is too long for a header is refused", () => {
  assert.throws(() => tarOf([{ path: "x".repeat(101), text: "" }], 0), /the path x+ is too long/);
});

async function tar(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", { args: [...args], env: { LC_ALL: "C.UTF-8" } }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
