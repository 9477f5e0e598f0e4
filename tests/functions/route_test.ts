import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { route, type Routed } from "../../functions/route.ts";
import { routeFixtures } from "./route_fixtures.ts";

/**
 * Each YAML file of `tests/fixtures/route/` has a world. Another file beside it has the expected configuration of FRR,
 * after a header that lists each address and each fault. After an intended change, run
 * `UPDATE_FIXTURES=1 deno test -A tests/functions/route_test.ts`, and check the differences.
 */
Deno.test.each(routeFixtures())("FRR's configuration of a world: $name", ({ input, golden }) => {
  const routed = route(input);
  const text = `${summary(routed)}${routed.text}`;
  if (Deno.env.get("UPDATE_FIXTURES") === "1") Deno.writeTextFileSync(golden, text);
  assert.equal(text, Deno.readTextFileSync(golden));
  assert.doesNotMatch(text, /sesame/);
});

Deno.test.each(routeFixtures())("the order of the objects does not matter: $name", ({ input: observed }) => {
  const turned = {
    ...observed,
    virtualIPs: observed.virtualIPs.toReversed(),
    bgpPeers: observed.bgpPeers.toReversed(),
    bgpAdvertisements: observed.bgpAdvertisements.toReversed(),
    bfdProfiles: observed.bfdProfiles.toReversed(),
  };
  assert.equal(route(turned).text, route(observed).text);
});

Deno.test("a thousand more addresses change no line about the other addresses", () => {
  const [fixture] = parseAllDocuments(
    "{apiVersion: arpeggio.dev/v1alpha1, kind: VirtualIP, metadata: {name: x}, spec: {address: x, pool: p, services: [], " +
      "bgp: {advertisements: [{name: colored}]}}}",
  ).map((document) => document.toJS());
  const observed = routeFixtures().find(({ name }) => name.startsWith("attributes"))?.input;
  assert.ok(observed);
  const more = Array.from({ length: 1000 }, (_, index) => {
    const address = `10.0.${index >> 8}.${index & 255}`;
    return { ...fixture, metadata: { name: address }, spec: { ...fixture.spec, address } };
  });
  const before = new Set(route(observed).text.split("\n"));
  const after = new Set(route({ ...observed, virtualIPs: [...observed.virtualIPs, ...more] }).text.split("\n"));
  assert.deepEqual(before.difference(after), new Set());
  const news = [...after.difference(before)].map((line) => line.replace(/\d+/g, "N"));
  assert.deepEqual(
    [...new Set(news)].sort(),
    [
      "  network N.N.N.N/N route-map tag-N",
      " match tag N",
      " set tag N",
      "route-map east-out permit N",
      "route-map tag-N permit N",
      "route-map west-out permit N",
    ].filter((line) => news.includes(line)),
  );
});

Deno.test("a peer whose Secret may not be read is left out: at first in silence, later with a fault", () => {
  const observed = routeFixtures().find(({ name }) => name.startsWith("passwords"))?.input;
  assert.ok(observed);
  const others = route(observed).peers.map(({ name }) => name).filter((name) => name !== "secret");
  for (const isLate of [false, true]) {
    const routed = route({ ...observed, unreadSecrets: [{ name: "good", isLate }] });
    assert.deepEqual(routed.peers.map(({ name }) => name), others);
    assert.deepEqual([routed.unread, routed.passwords.has("secret")], [["secret"], false]);
    const found = routed.faults.filter(({ object }) => object.name === "secret");
    assert.deepEqual(
      found.map(({ severity, reason }) => [severity, reason]),
      isLate ? [["error", "UnknownSecret"]] : [],
    );
    for (const { message } of found) assert.match(message, /may not read Secret good in namespace metallb-system/);
  }
});

function summary({ verdicts, faults }: Routed): string {
  const said = verdicts.map(({ virtualIP, prefixes, peers, silence }) =>
    `! ${virtualIP}: ${silence ?? `${prefixes.join(", ")} to ${peers.join(", ")}`}`
  );
  const wrong = faults.map(({ object, field, reason, severity, message }) =>
    `! ${severity}: ${object.kind} ${object.name} ${field} ${reason}: ${message}`
  );
  return [...said, ...wrong].map((line) => `${line}\n`).join("");
}
