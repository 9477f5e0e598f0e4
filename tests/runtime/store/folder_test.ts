import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import { cases, type Ground } from "./suite.ts";

/** Calls `action` with two stores of one folder. `apply` and `delete` change the user's files. */
export async function withFolder(
  action: (ground: Ground & { readonly folder: string }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-folder-" });
  try {
    await using store = await FolderStore.open(folder, { namespace: "metallb-system" });
    await using other = await FolderStore.open(folder, { namespace: "metallb-system" });
    const namespace = "default";
    await action({ store, other, namespace, folder, apply: (yaml) => applyTo(folder, yaml), delete: deleteIn(folder) });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes one file for each object, so that each can be changed and deleted separately. */
async function applyTo(folder: string, yaml: string): Promise<void> {
  for (const document of yaml.split("---")) {
    const kind = /kind: *(\w+)/.exec(document)?.[1];
    const name = /name: *([\w.-]+)/.exec(document)?.[1];
    await Deno.writeTextFile(`${folder}/${kind}-${name}.yaml`, document);
  }
}

function deleteIn(folder: string): (kind: KindName, name: string) => Promise<void> {
  return (kind, name) => Deno.remove(`${folder}/${kind}-${name}.yaml`);
}

for (const [name, run] of Object.entries(cases)) {
  Deno.test(`FolderStore ${name}`, () => withFolder(run));
}
