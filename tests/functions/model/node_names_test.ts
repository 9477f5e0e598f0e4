import assert from "node:assert/strict";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { labelNode } from "../../../functions/model/names.ts";
import { nodeInLabel, nodeObjectName, nodeOfLease } from "../../../functions/model/node_names.ts";

/** What Kubernetes accepts: RFC 1123 for names of objects, and the rule for values of labels. */
const objectName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** A name of this length with a dot at `dotAt`. An object's name may be cut at that dot. */
function named(length: number, dotAt = 30): string {
  return `${"n".repeat(dotAt)}.${"n".repeat(length - dotAt - 1)}`;
}

const names = [
  ...[31 + 1, 63, 64, 100, 234, 235, 253].map((length) => ({ node: named(length), length, dotAt: 30 })),
  ...[44, 45, 46, 47, 216, 217, 218, 219].map((dotAt) => ({ node: named(253, dotAt), length: 253, dotAt })),
];

Deno.test.each(names)(
  "Kubernetes accepts the names about a node of $length characters, with a dot at $dotAt",
  ({ node }) => {
    for (const name of [nodeObjectName("arpeggio-announcer", node), nodeObjectName("speaker", node)]) {
      assert.match(name, objectName);
      assert.ok(name.length <= 253, `${name.length} characters`);
    }
    assert.match(nodeInLabel(node), labelValue);
    assert.ok(nodeInLabel(node).length <= 63);
  },
);

Deno.test("two nodes with long names that differ in the last character have different Leases and labels", () => {
  const [one, other] = [`${named(252)}a`, `${named(252)}b`];
  assert.notEqual(nodeObjectName("arpeggio-announcer", one), nodeObjectName("arpeggio-announcer", other));
  assert.notEqual(nodeInLabel(one), nodeInLabel(other));
});

const long = named(253);

Deno.test.each<{ name: string; label?: string; holder?: string; node: string | undefined }>([
  { name: "label and holder", label: "a", holder: "a", node: "a" },
  { name: "only the label", label: "a", node: "a" },
  { name: "only the holder", holder: "a", node: "a" },
  { name: "a long name", label: nodeInLabel(long), holder: long, node: long },
  { name: "a holder that is not the labelled node", label: "a", holder: "b", node: "a" },
  { name: "neither", node: undefined },
])("the node of a Lease with $name", ({ label, holder, node }) => {
  const lease: Lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "x", ...(label !== undefined && { labels: { [labelNode]: label } }) },
    spec: holder === undefined ? {} : { holderIdentity: holder },
  };
  assert.equal(nodeOfLease(lease), node);
});
