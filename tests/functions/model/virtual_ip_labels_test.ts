import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Labels, Lease } from "../../../functions/model/kubernetes.ts";
import { isLabelled, keepsLabels, nodeLabel, withNodeLabels } from "../../../functions/model/virtual_ip_labels.ts";

const long = `node.${"a".repeat(80)}.example.com`;

Deno.test.each([
  { name: "of a short name", node: "test-1", label: /^node\.arpeggio\.dev\/test-1$/ },
  { name: "of a long name", node: long, label: /^node\.arpeggio\.dev\/node\.a{41}-[0-9a-f]{16}$/ },
])("the label of a node $name", ({ node, label }) => {
  assert.match(nodeLabel(node), label);
  assert.ok((nodeLabel(node).split("/")[1] ?? "").length <= 63);
});

const ofBoth: Labels = { "node.arpeggio.dev/a": "true", "node.arpeggio.dev/b": "true" };

Deno.test.each<{ name: string; before: Labels; after: Labels }>([
  { name: "no label before", before: {}, after: ofBoth },
  { name: "the label of another node", before: { "node.arpeggio.dev/c": "true" }, after: ofBoth },
  { name: "a label of another actor", before: { team: "x" }, after: { team: "x", ...ofBoth } },
])("withNodeLabels() with $name", ({ before, after }) => {
  assert.deepEqual(withNodeLabels({ name: "vip", labels: before }, ["b", "a"]).labels, after);
});

Deno.test("withNodeLabels() gives the same metadata where nothing changes", () => {
  const metadata = { name: "vip", labels: { ...ofBoth, team: "x" } };
  assert.equal(withNodeLabels(metadata, ["a", "b"]), metadata);
});

Deno.test.each<{ name: string; node: string; labelled: boolean }>([
  { name: "is in the order", node: "a", labelled: true },
  { name: "is not in the order, and holds the address without a label", node: "c", labelled: false },
])("isLabelled() where the holder $name", ({ node, labelled }) => {
  const virtualIP: VirtualIP = {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: "10.0.0.1", labels: ofBoth },
    spec: { address: "10.0.0.1", pool: "p", services: [], l2: { order: [{ node: "a" }, { node: "b" }], revision: 1 } },
    status: { node },
  };
  assert.equal(isLabelled(virtualIP), labelled);
});

Deno.test.each<{ name: string; holder: string; said: string | undefined; keeps: boolean | undefined }>([
  { name: "is active and maintains the labels", holder: "one", said: "one", keeps: true },
  { name: "is active and of an older release", holder: "one", said: undefined, keeps: false },
  { name: "is active, after another controller that maintained the labels", holder: "two", said: "one", keeps: false },
  { name: "is no longer active", holder: "", said: "one", keeps: undefined },
])("keepsLabels() of a controller that $name", ({ holder, said, keeps }) => {
  const lease: Lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "arpeggio-controller",
      ...(said !== undefined && { annotations: { "arpeggio.dev/labelling": said } }),
    },
    spec: { holderIdentity: holder },
  };
  assert.equal(keepsLabels(lease), keeps);
});
