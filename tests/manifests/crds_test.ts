import assert from "node:assert/strict";
import { parse } from "yaml";
import type { CrdSchema } from "../../tools/generate/custom_kind.ts";

interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: {
      readonly kind: string;
      readonly listKind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly subresources: unknown;
      readonly additionalPrinterColumns: readonly { readonly name: string; readonly priority?: number }[];
      readonly schema: { readonly openAPIV3Schema: CrdSchema };
    }[];
  };
}

const folder = new URL("../../manifests/crds/", import.meta.url);

async function readCrds(): Promise<Crd[]> {
  const crds: Crd[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const object = parse(await Deno.readTextFile(new URL(name, folder)));
    if (object.kind === "CustomResourceDefinition") crds.push(object);
  }
  return crds.sort((a, b) => a.metadata.name < b.metadata.name ? -1 : 1);
}

const crds = await readCrds();

Deno.test("the CRDs declare the kinds with MetalLB's names, versions and scopes, and VirtualIP", () => {
  const declared = crds.map(({ metadata, spec }) =>
    [metadata.name, spec.names.kind, spec.scope, ...spec.versions.map(({ name }) => name)].join(" ")
  );
  assert.deepEqual(declared, [
    "bfdprofiles.metallb.io BFDProfile Namespaced v1beta1",
    "bgpadvertisements.metallb.io BGPAdvertisement Namespaced v1beta1",
    "bgppeers.metallb.io BGPPeer Namespaced v1beta2 v1beta1",
    "communities.metallb.io Community Namespaced v1beta1",
    "configurationstates.metallb.io ConfigurationState Namespaced v1beta1",
    "ipaddresspools.metallb.io IPAddressPool Namespaced v1beta1",
    "l2advertisements.metallb.io L2Advertisement Namespaced v1beta1",
    "servicebgpstatuses.metallb.io ServiceBGPStatus Namespaced v1beta1",
    "servicel2statuses.metallb.io ServiceL2Status Namespaced v1beta1",
    "virtualips.arpeggio.dev VirtualIP Cluster v1alpha1",
  ]);
});

Deno.test("both versions of BGPPeer have the same schema, so no conversion webhook is needed", () => {
  const [stored, older] = crds.find(({ spec }) => spec.names.kind === "BGPPeer")?.spec.versions ?? [];
  const { description: _, ...schema } = older?.schema.openAPIV3Schema ?? {};
  const { description: __, ...storedSchema } = stored?.schema.openAPIV3Schema ?? {};
  assert.deepEqual(schema, storedSchema);
  assert.deepEqual([stored?.storage, older?.storage], [true, false]);
});

/** The paths of a schema's fields that have no description. */
function undescribed(schema: CrdSchema, path: string): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    undescribed(field, `${path}.${name}`)
  );
  const items = schema.items === undefined ? [] : Object.entries(schema.items.properties ?? {})
    .flatMap(([name, field]) => undescribed(field, `${path}[].${name}`));
  return [...schema.description === undefined ? [path] : [], ...below, ...items];
}

Deno.test("kubectl explain has a description for every field", () => {
  const without = crds.flatMap(({ spec }) =>
    spec.versions.flatMap(({ schema }) => undescribed(schema.openAPIV3Schema, spec.names.kind))
  );
  assert.deepEqual(without, []);
});

Deno.test("every kind has a status subresource and a column for its age", () => {
  for (const { spec } of crds) {
    for (const { subresources, additionalPrinterColumns } of spec.versions) {
      assert.deepEqual(subresources, { status: {} }, spec.names.kind);
      const names = additionalPrinterColumns.map(({ name }) => name);
      assert.ok(names.includes("Age") || names.includes("Since"), spec.names.kind);
    }
  }
});

Deno.test("kubectl get vip shows the holder of an address", () => {
  const [version] = crds.find(({ spec }) => spec.names.kind === "VirtualIP")?.spec.versions ?? [];
  const columns = version?.additionalPrinterColumns.filter(({ priority = 0 }) => priority === 0);
  const names = [
    "Address",
    "Pool",
    "Namespace",
    "Service",
    "Shared With",
    "Node",
    "Standby",
    "State",
    "Reason",
    "Since",
  ];
  assert.deepEqual(columns?.map(({ name }) => name), names);
});

Deno.test("no short name is in use by another kind", () => {
  // The short names of Kubernetes 1.34, and of other load balancers and networks for bare metal.
  const taken = [
    ..."cm cs cj crd crds csr deploy ds ep ev hpa ing ip limits netpol no ns pc pdb po psp pv pvc quota rc rs sa sc"
      .split(" "),
    ..."sts svc vac vap ippool ippools lbippool lbippools bgppeer bgppeers bfdprofile community".split(" "),
  ];
  const ours = crds.flatMap(({ spec }) => spec.names.shortNames);
  assert.deepEqual(ours.filter((name) => taken.includes(name)), []);
  const all = [...ours, ...crds.flatMap(({ spec }) => [spec.names.plural, spec.names.singular])];
  assert.equal(new Set(all).size, all.length);
});
