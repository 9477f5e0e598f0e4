import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";

const options = { namespace: "metallb-system" };

async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-folder-" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

const pool = `apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: good}
spec: {addresses: [192.0.2.0/28]}
`;

const virtualIP: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: "192.0.2.1" },
  spec: { address: "192.0.2.1", pool: "good", services: [{ namespace: "default", name: "nginx" }] },
};

Deno.test.each<{ name: string; make: (path: string) => Promise<unknown> }>([
  { name: "a FIFO", make: (path) => new Deno.Command("mkfifo", { args: [path] }).output() },
  { name: "a link to an endless device", make: (path) => Deno.symlink("/dev/zero", path) },
  { name: "a file of 200,000 brackets", make: (path) => Deno.writeTextFile(path, "[".repeat(200_000)) },
  { name: "a file of 65 MiB", make: (path) => Deno.writeFile(path, new Uint8Array(65 * 1024 * 1024)) },
  { name: "a link that leads nowhere", make: (path) => Deno.symlink("/nowhere", path) },
  { name: "a folder", make: (path) => Deno.mkdir(path) },
])("a folder store reads the other files when a file is $name", ({ make }) =>
  withFolder(async (folder) => {
    await make(`${folder}/bad.yaml`);
    await Deno.writeTextFile(`${folder}/good.yaml`, pool);
    await using store = await FolderStore.open(folder, options);
    const listing = await store.list({ kind: "IPAddressPool" });
    assert.ok(listing.outcome === "listed");
    assert.deepEqual(listing.objects.map(({ metadata: { name } }) => name), ["good"]);
  }));

Deno.test("a folder store follows a link to a user's file, as in a mounted ConfigMap", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/..data`);
    await Deno.writeTextFile(`${folder}/..data/pool.yaml`, pool);
    await Deno.symlink("..data/pool.yaml", `${folder}/pool.yaml`);
    await using store = await FolderStore.open(folder, options);
    const listing = await store.list({ kind: "IPAddressPool" });
    assert.equal(listing.outcome === "listed" && listing.objects.length, 1);
  }));

for (const name of [".arpeggio", ".arpeggio/status", ".arpeggio/objects", ".arpeggio/unfinished", ".arpeggio/lock"]) {
  Deno.test(`a folder store does not write to the target of a link ${name}`, () =>
    withFolder(async (folder) => {
      const elsewhere = `${folder}/elsewhere`;
      if (name !== ".arpeggio") await Deno.mkdir(`${folder}/.arpeggio`);
      if (name === ".arpeggio/lock") await Deno.writeTextFile(elsewhere, "mine");
      else await Deno.mkdir(elsewhere);
      await Deno.symlink(elsewhere, `${folder}/${name}`);
      await assert.rejects(FolderStore.open(folder, options), { name: "FolderError" });
      if (name === ".arpeggio/lock") assert.equal(await Deno.readTextFile(elsewhere), "mine");
      else assert.deepEqual(await namesIn(elsewhere), []);
    }));
}

Deno.test("a folder store does not write through a link that appeared after its start", () =>
  withFolder(async (folder) => {
    await using store = await FolderStore.open(folder, options);
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.remove(`${folder}/.arpeggio/objects`);
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/.arpeggio/objects`);
    const outcome = await store.write({ action: "create", kind: "VirtualIP", object: virtualIP });
    assert.equal(outcome.outcome, "unavailable");
    assert.deepEqual(await namesIn(`${folder}/elsewhere`), []);
  }));

Deno.test("a folder store removes unfinished files of a process that has ended", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/.arpeggio/unfinished`, { recursive: true });
    await Deno.writeTextFile(`${folder}/.arpeggio/unfinished/half`, "apiVers");
    await using _store = await FolderStore.open(folder, options);
    assert.deepEqual(await namesIn(`${folder}/.arpeggio/unfinished`), []);
  }));

Deno.test("a folder store leaves no partial file on a full disk, and writes again when there is room", async () => {
  const program = new URL("./write_to_full_disk.ts", import.meta.url).pathname;
  const script = `set -e; mount -t tmpfs -o size=128k tiny "$0"; exec "$1" run -A --quiet "$2" "$0"`;
  await withFolder(async (folder) => {
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: ["--user", "--map-root-user", "--mount", "sh", "-c", script, folder, Deno.execPath(), program],
      stdout: "piped",
      stderr: "piped",
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "unavailable, 0 left; written\n", new TextDecoder().decode(stderr));
  });
});
