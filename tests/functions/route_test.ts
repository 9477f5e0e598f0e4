import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { route, type Routed } from "../../functions/route.ts";
import { routeFixtures, routeInput } from "./route_fixtures.ts";

/**
 * Each file of `tests/fixtures/route/` gives a world as YAML and, beside it, what FRR is told then, headed by what is said of each
 * address and object. After a deliberate change: `UPDATE_FIXTURES=1 deno test -A tests/functions/route_test.ts`, and read the difference.
 */
Deno.test.each(routeFixtures())("FRR is told of a world: $name", ({ yaml, golden }) => {
  const routed = route(routeInput(Deno.readTextFileSync(yaml)));
  const text = `${summary(routed)}${routed.text}`;
  if (Deno.env.get("UPDATE_FIXTURES") === "1") Deno.writeTextFileSync(golden, text);
  assert.equal(text, Deno.readTextFileSync(golden));
  assert.doesNotMatch(text, /sesame/);
});

Deno.test.each(routeFixtures())("the order of the objects does not matter: $name", ({ yaml }) => {
  const observed = routeInput(Deno.readTextFileSync(yaml));
  const turned = {
    ...observed,
    virtualIPs: observed.virtualIPs.toReversed(),
    bgpPeers: observed.bgpPeers.toReversed(),
    bgpAdvertisements: observed.bgpAdvertisements.toReversed(),
    bfdProfiles: observed.bfdProfiles.toReversed(),
  };
  assert.equal(route(turned).text, route(observed).text);
});

Deno.test("a thousand addresses more leave every line of the others as it was", () => {
  const [fixture] = parseAllDocuments(
    "{apiVersion: arpeggio.dev/v1alpha1, kind: VirtualIP, metadata: {name: x}, spec: {address: x, pool: p, services: [], " +
      "bgp: {advertisements: [{name: colored}]}}}",
  ).map((document) => document.toJS());
  const file = routeFixtures().find(({ name }) => name === "attributes");
  assert.ok(file);
  const observed = routeInput(Deno.readTextFileSync(file.yaml));
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

function summary({ verdicts, faults }: Routed): string {
  const said = verdicts.map(({ virtualIP, prefixes, peers, silence }) =>
    `! ${virtualIP}: ${silence ?? `${prefixes.join(", ")} to ${peers.join(", ")}`}`
  );
  const wrong = faults.map(({ object, field, reason, severity, message }) =>
    `! ${severity}: ${object.kind} ${object.name} ${field} ${reason}: ${message}`
  );
  return [...said, ...wrong].map((line) => `${line}\n`).join("");
}
