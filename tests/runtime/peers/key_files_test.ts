import assert from "node:assert/strict";
import { UsageError } from "../../../runtime/ground/usage_error.ts";
import { readKeys } from "../../../runtime/peers/key_files.ts";

const text = new TextEncoder();

/** Calls `test` with a folder that contains these files, and removes the folder. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-keys-" });
  try {
    for (const [name, content] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, content);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const rows: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly accepted: readonly string[];
}[] = [
  { name: "one file", files: { key: "one" }, accepted: ["one"] },
  { name: "a line break at the end of the key", files: { key: "one\n" }, accepted: ["one\n"] },
  { name: "a next key beside the key", files: { key: "one", "key.next": "two" }, accepted: ["one", "two"] },
  { name: "a previous key beside the key", files: { key: "two", "key.previous": "one" }, accepted: ["two", "one"] },
  {
    name: "several, by name",
    files: { "key.b": "b", "key.a": "a", key: "one", other: "x", keys: "x", ".key.c": "x" },
    accepted: ["one", "a", "b"],
  },
  { name: "the same key twice", files: { key: "one", "key.next": "one" }, accepted: ["one"] },
  {
    name: "more key files than an announcer reads",
    files: { key: "one", "key.1": "1", "key.2": "2", "key.3": "3", "key.4": "4" },
    accepted: ["one", "1", "2", "3"],
  },
];

Deno.test.each([...rows])("heartbeat keys: $name", async ({ files, accepted }) => {
  await withFiles(files, async (folder) => {
    const ring = await readKeys(`${folder}/key`);
    assert.deepEqual(ring.accepted, accepted.map((key) => text.encode(key)));
    assert.deepEqual(ring.signing, ring.accepted[0]);
  });
});

Deno.test("a missing or empty heartbeat key gives one line that names the file", async () => {
  await withFiles({ key: "", good: "one", "good.next": "" }, async (folder) => {
    const cases = [
      [`${folder}/none`, /^Cannot read the heartbeat key \S+\/none: No such file or directory/],
      [`${folder}/no/folder`, /^Cannot read the heartbeat key \S+\/folder: No such file or directory/],
      [folder, /^Cannot read the heartbeat key \S+: Is a directory/],
      [`${folder}/key`, /^Cannot use the heartbeat key \S+\/key: the file is empty$/],
      [`${folder}/good`, /^Cannot use the heartbeat key \S+\/good.next: the file is empty$/],
    ] as const;
    for (const [file, message] of cases) {
      await assert.rejects(() => readKeys(file), (error) => error instanceof UsageError && message.test(error.message));
    }
  });
});

Deno.test("while a kubelet exchanges the files, keys are read completely", async () => {
  await withFiles({}, async (folder) => {
    const put = async (version: string, files: Readonly<Record<string, string>>): Promise<void> => {
      await Deno.mkdir(`${folder}/..${version}`);
      for (const [name, key] of Object.entries(files)) await Deno.writeTextFile(`${folder}/..${version}/${name}`, key);
      await Deno.symlink(`..${version}`, `${folder}/..data_tmp`);
      await Deno.rename(`${folder}/..data_tmp`, `${folder}/..data`);
      for (const name of Object.keys(files)) await Deno.symlink(`..data/${name}`, `${folder}/${name}`).catch(() => {});
    };
    await put("1", { key: "one" });
    assert.deepEqual((await readKeys(`${folder}/key`)).accepted, [text.encode("one")]);
    await put("2", { key: "one", "key.next": "two" });
    assert.deepEqual((await readKeys(`${folder}/key`)).accepted, [text.encode("one"), text.encode("two")]);
  });
});
