import assert from "node:assert/strict";
import { readDespite } from "../../../runtime/reading/read_manifests.ts";

const node = "{apiVersion: v1, kind: Node, metadata: {name: n1}}";

Deno.test.each<{ name: string; make: (path: string) => Promise<unknown>; said: RegExp }>([
  {
    name: "a FIFO without a writer",
    make: (path) => new Deno.Command("mkfifo", { args: [path] }).output(),
    said: /bad\.yaml: it is no regular file$/,
  },
  {
    name: "a link to an endless device",
    make: (path) => Deno.symlink("/dev/zero", path),
    said: /bad\.yaml: it is no regular file$/,
  },
  { name: "a link to a missing file", make: (path) => Deno.symlink("/nowhere", path), said: /bad\.yaml: / },
  {
    name: "a file of 200,000 brackets",
    make: (path) => Deno.writeTextFile(path, "[".repeat(200_000)),
    said: /bad\.yaml:1/,
  },
])("manifests: $name is reported in one line, and the other files of the folder are read", async ({ make, said }) => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/good.yaml`, node);
    await make(`${folder}/bad.yaml`);
    const { observed, unreadable } = await readDespite([folder]);
    assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.name), ["n1"]);
    assert.equal(unreadable.length, 1);
    assert.match(unreadable.join(), said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("manifests: what a folder store wrote for itself in .arpeggio is no manifest", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/.arpeggio/objects`, { recursive: true });
    await Deno.writeTextFile(`${folder}/.arpeggio/objects/n2.yaml`, node.replace("n1", "n2"));
    await Deno.writeTextFile(`${folder}/good.yaml`, node);
    const { observed, unreadable } = await readDespite([folder]);
    assert.deepEqual([observed.nodes.map(({ metadata }) => metadata.name), unreadable], [["n1"], []]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
