import assert from "node:assert/strict";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";

interface Row {
  readonly name: string;
  readonly kind: KindName;
  readonly identity: string;
  readonly text: string;
}

const virtualIP = "apiVersion: arpeggio.dev/v1alpha1\nkind: VirtualIP\n";

/** Invalid files that may be in the store's own folder. */
const rows: readonly Row[] = [
  {
    name: "a VirtualIP whose order is not a list",
    kind: "VirtualIP",
    identity: "VirtualIP_10.0.0.9",
    text: `${virtualIP}metadata: {name: 10.0.0.9}
spec: {address: 10.0.0.9, pool: p, services: [], l2: {order: {node: a}, revision: 1}}`,
  },
  {
    name: "a VirtualIP whose Services are numbers",
    kind: "VirtualIP",
    identity: "VirtualIP_10.0.0.9",
    text: `${virtualIP}metadata: {name: 10.0.0.9}\nspec: {address: 10.0.0.9, pool: p, services: [5]}`,
  },
  {
    name: "a VirtualIP without a spec",
    kind: "VirtualIP",
    identity: "VirtualIP_10.0.0.9",
    text: `${virtualIP}metadata: {name: 10.0.0.9}`,
  },
  {
    name: "a ServiceL2Status whose labels are a list",
    kind: "ServiceL2Status",
    identity: "ServiceL2Status_metallb-system_l2-a",
    text: `apiVersion: metallb.io/v1beta1
kind: ServiceL2Status
metadata: {name: l2-a, namespace: metallb-system, labels: [a]}`,
  },
  {
    name: "a VirtualIP that contains itself",
    kind: "VirtualIP",
    identity: "VirtualIP_10.0.0.9",
    text: `${virtualIP}metadata: &m {name: 10.0.0.9, labels: *m}\nspec: {address: 10.0.0.9, pool: p, services: []}`,
  },
  {
    name: "a text that is not an object",
    kind: "VirtualIP",
    identity: "VirtualIP_10.0.0.9",
    text: "[1, 2]",
  },
];

for (const { name, kind, identity, text } of rows) {
  Deno.test(`FolderStore rejects an invalid file of its own folder: ${name}`, async () => {
    assert.deepEqual(await listed(kind, { [`objects/${identity}`]: text }), []);
  });
}

Deno.test("FolderStore leaves out a status that its kind cannot have", async () => {
  const [object] = await listed("VirtualIP", {
    "objects/VirtualIP_10.0.0.9": `${virtualIP}metadata: {name: 10.0.0.9}
spec: {address: 10.0.0.9, pool: p, services: []}`,
    "status/VirtualIP_10.0.0.9": `${virtualIP}metadata: {name: 10.0.0.9, annotations: {}}
status: {node: [a], conditions: {type: Announced}}`,
  });
  assert.equal(object?.metadata.name, "10.0.0.9");
  assert.equal(object.status, undefined);
});

/** The objects that a store lists at its start if its own folder contains these files. */
async function listed<Kind extends KindName>(
  kind: Kind,
  files: Readonly<Record<string, string>>,
): Promise<readonly Kinds[Kind][]> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-folder-" });
  try {
    for (const part of ["objects", "status"]) await Deno.mkdir(`${folder}/.arpeggio/${part}`, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/.arpeggio/${path}.yaml`, text);
    }
    await using store = await FolderStore.open(folder, { namespace: "metallb-system" });
    const listing = await store.list({ kind });
    assert.equal(listing.outcome, "listed");
    return listing.objects;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
