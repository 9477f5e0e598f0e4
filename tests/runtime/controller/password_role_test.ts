import assert from "node:assert/strict";
import type { BGPPeer } from "../../../functions/model/crds.ts";
import type { Role } from "../../../functions/model/kubernetes.ts";
import { passwordRoleSelection, withPasswordRole } from "../../../runtime/controller/password_role.ts";
import { World } from "../../../runtime/host/world.ts";
import { difference } from "../../../runtime/host/wants.ts";

const namespace = "metallb-system";
const nothing = { wanted: [], events: [] };

const peer: BGPPeer = {
  apiVersion: "metallb.io/v1beta2",
  kind: "BGPPeer",
  metadata: { name: "router", namespace, resourceVersion: "3" },
  spec: { myASN: 64512, peerASN: 64513, passwordSecret: { name: "rack" } },
};

const role: Role = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: "passwords", namespace, resourceVersion: "5", labels: { app: "arpeggio" } },
};

function worldWith(...peers: readonly BGPPeer[]): World {
  const world = new World([{ kind: "BGPPeer", namespace }, passwordRoleSelection("passwords", namespace)], () => {});
  world.cache("BGPPeer").replace(peers, "9");
  return world;
}

function writesTo(world: World): readonly unknown[] {
  const { wanted } = withPasswordRole(nothing, world);
  return difference(wanted, [], (kind, key) => world.cache(kind).get(key)).wants.map((want) => want.urgency);
}

Deno.test("the Role gets the names of peers' Secrets in one write, and loses them with the peers", () => {
  const world = worldWith(peer);
  world.cache("Role").replace([role], "9");
  const { wanted } = withPasswordRole(nothing, world);
  const [named] = wanted;
  assert(named?.what === "object" && named.object.kind === "Role");
  const rules = [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["rack"], verbs: ["list", "watch"] }];
  assert.deepEqual(named.object, { ...role, rules });
  assert.deepEqual(writesTo(world), ["wire"]);

  world.cache("Role").upsert({ ...role, rules, metadata: { ...role.metadata, resourceVersion: "10" } });
  assert.equal(withPasswordRole(nothing, world), nothing);

  world.cache("BGPPeer").remove(`${namespace}/router`, "11");
  const [emptied] = withPasswordRole(nothing, world).wanted;
  assert(emptied?.what === "object" && emptied.object.kind === "Role");
  assert.deepEqual(emptied.object.rules, []);
  assert.deepEqual(writesTo(world), ["wire"]);
});

Deno.test("without the Role, or without the right to see it, everything else is decided, and no Role is created", () => {
  const world = worldWith(peer);
  assert.equal(world.isListed, true);
  assert.equal(withPasswordRole(nothing, world), nothing);
  world.cache("Role").replace([], "9");
  assert.equal(withPasswordRole(nothing, world), nothing);
});
