import assert from "node:assert/strict";
import { namedSecrets, withNamedSecrets } from "../../../../functions/model/bgp/password_role.ts";
import type { BGPPeer } from "../../../../functions/model/crds.ts";
import type { PolicyRule, Role } from "../../../../functions/model/kubernetes.ts";

const rule = { apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] };

function peer(name: string, passwordSecret?: object): BGPPeer {
  return {
    apiVersion: "metallb.io/v1beta2",
    kind: "BGPPeer",
    metadata: { name },
    spec: { myASN: 64512, peerASN: 64513, ...(passwordSecret !== undefined && { passwordSecret }) },
  };
}

function role(rules?: readonly PolicyRule[]): Role {
  const metadata = { name: "passwords", namespace: "metallb-system", labels: { app: "arpeggio" } };
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata,
    ...(rules !== undefined && { rules }),
  };
}

Deno.test.each([
  { name: "no peers", peers: [], names: [] },
  { name: "a peer without a Secret", peers: [peer("a")], names: [] },
  { name: "an empty name", peers: [peer("a", { name: "" })], names: [] },
  { name: "no name", peers: [peer("a", {})], names: [] },
  {
    name: "two peers with one Secret, and one with another",
    peers: [peer("a", { name: "rack" }), peer("b", { name: "edge" }), peer("c", { name: "rack" })],
    names: ["edge", "rack"],
  },
])("the Secrets that peers name: $name", ({ peers, names }) => {
  assert.deepEqual(namedSecrets(peers), names);
  assert.deepEqual(namedSecrets(peers.toReversed()), names);
});

Deno.test("a peer of any shape names a Secret or none", () => {
  const shapes: readonly unknown[] = [null, 5, "rack", [], { name: 5 }, { name: ["rack"] }, { name: { name: "rack" } }];
  for (const passwordSecret of shapes) {
    const odd: BGPPeer = Object.assign(peer("a"), { spec: { passwordSecret } });
    assert.deepEqual(namedSecrets([odd]), []);
  }
  for (const spec of [undefined, null, "x", []]) {
    const odd: BGPPeer = Object.assign(peer("a"), { spec });
    assert.deepEqual(namedSecrets([odd]), []);
  }
});

Deno.test.each([
  { name: "the first name", before: undefined, names: ["rack"], after: [{ ...rule, resourceNames: ["rack"] }] },
  {
    name: "another name",
    before: [{ ...rule, resourceNames: ["rack"] }],
    names: ["edge", "rack"],
    after: [{ ...rule, resourceNames: ["edge", "rack"] }],
  },
  {
    name: "no name: the rule is removed, since a rule without names would be for all Secrets",
    before: [rule],
    names: [],
    after: [],
  },
  {
    name: "a rule of another writer is removed",
    before: [{ ...rule, resourceNames: ["rack"] }, rule],
    names: ["rack"],
    after: [{ ...rule, resourceNames: ["rack"] }],
  },
  {
    name: "additional verbs are removed",
    before: [{ ...rule, resourceNames: ["rack"], verbs: ["get", "list", "watch"] }],
    names: ["rack"],
    after: [{ ...rule, resourceNames: ["rack"] }],
  },
])("the Role that names Secrets: $name", ({ before, names, after }) => {
  const wanted = withNamedSecrets(role(before), names);
  assert.deepEqual(wanted, role(after));
  assert.equal(withNamedSecrets(wanted, names), wanted);
});

Deno.test("a Role that is right stays the same object, so that nothing is written", () => {
  for (const right of [role(), role([])]) assert.equal(withNamedSecrets(right, []), right);
  const right = role([{ ...rule, resourceNames: ["rack"] }]);
  assert.equal(withNamedSecrets(right, ["rack"]), right);
});

Deno.test("every rule has names", () => {
  for (const names of [[], ["a"], ["a", "b"]]) {
    for (const each of withNamedSecrets(role([rule]), names).rules ?? []) {
      assert.notDeepEqual(each.resourceNames ?? [], []);
    }
  }
});
