/**
 * `write_to_full_disk.ts FOLDER` writes an object while the folder's disk is full, and again when there is room.
 *
 * @module
 */

import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";

const large = {
  action: "create",
  kind: "Lease",
  object: {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "two", namespace: "default", annotations: { long: "x".repeat(20_000) } },
  },
} as const;

const [folder = ""] = Deno.args;
await using store = await FolderStore.open(folder, { namespace: "metallb-system" });
// The first write needs a block for the lock file, so it happens before the disk is full.
await store.write({
  action: "create",
  kind: "Lease",
  object: { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "one", namespace: "default" } },
});
const filler = `${folder}/.filler`;
await new Deno.Command("dd", { args: ["if=/dev/zero", `of=${filler}`, "bs=4k"], stderr: "null" }).output();
const full = await store.write(large);
const left = (await Array.fromAsync(Deno.readDir(`${folder}/.arpeggio/unfinished`))).length;
await Deno.remove(filler);
const again = await store.write(large);
await Deno.stdout.write(new TextEncoder().encode(`${full.outcome}, ${left} left; ${again.outcome}\n`));
