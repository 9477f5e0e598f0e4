import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../functions/decide.ts";
import { explain } from "../../functions/explain.ts";
import { parseAddress } from "../../functions/model/addresses/address.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { carriedOut } from "../../functions/model/questions/carried_out.ts";
import type { ServiceExplanation } from "../../functions/model/questions/explanation.ts";
import type { Supposition } from "../../functions/model/questions/supposition.ts";
import { suppose } from "../../functions/suppose.ts";
import { allocationWorlds } from "./allocation_arbitraries.ts";
import { plainWorld, worlds as elected } from "./election_world.ts";
import { appliedCommand } from "./kubectl_command.ts";

const empty = plainWorld(3, 0);
/** Some worlds are made for allocation, the others for elections. */
const worlds: fc.Arbitrary<Observed> = fc.oneof(
  allocationWorlds({ conflicts: true }).map((world): Observed => ({ ...empty, ...world, endpointSlices: [] })),
  elected,
);
const runs = { numRuns: 200 };

Deno.test("explain: the answer about every Service is the decision, and every pool and node has an answer", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { allocations, elections } = decide(world);
      for (const { service, verdict, pool } of allocations) {
        const explained = serviceIn(world, service);
        assert.deepEqual(explained.verdict, verdict);
        assert.deepEqual(
          explained.pools.filter(({ standing }) => standing === "chosen").map(({ name }) => name),
          pool === undefined ? [] : [pool],
        );
        assert.ok(explained.pools.every(({ message }) => message.length > 0));
        assert.ok(explained.isFine || explained.nextSteps.length > 0, `${service}: ${verdict.message}`);
        for (const { address, nodes } of explained.addresses) {
          const election = elections.find((each) => each.address === address);
          const announcing = nodes.filter(({ standing }) => standing === "announces" || standing === "chosen");
          assert.deepEqual(
            announcing.map(({ name }) => name),
            election?.owner === undefined ? [] : [election.owner.node],
          );
          assert.ok(nodes.length === 0 || nodes.length === world.nodes.length);
        }
      }
    }),
    runs,
  );
});

Deno.test("explain: there is an answer about any address and any node", () => {
  fc.assert(
    fc.property(worlds, fc.ipV4(), (world, text) => {
      const address = parseAddress(text);
      if (address !== undefined) assert.equal(explain(world, { about: "address", address }).about, "address");
      for (const { metadata: { name } } of world.nodes) {
        assert.equal(explain(world, { about: "node", name }).about, "node");
      }
    }),
    runs,
  );
});

Deno.test("explain: a proposed request would be granted if no other Service waited for an address", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const settled = carriedOut(world, decide(world));
      for (const { service, addresses } of decide(settled).allocations) {
        if (addresses.length > 0) continue;
        for (const { command = "" } of serviceIn(settled, service).nextSteps) {
          if (!command.startsWith("kubectl annotate") || command.includes("allow-shared-ip")) continue;
          const others = settled.services.filter(({ metadata, status }) =>
            `${metadata.namespace}/${metadata.name}` === service || (status?.loadBalancer?.ingress ?? []).length > 0
          );
          const then = appliedCommand(command, { ...settled, services: others });
          const verdict = then && decide(then).allocations.find((each) => each.service === service)?.verdict;
          assert.equal(verdict?.reason, "Assigned", `${command}: ${verdict?.message}`);
        }
      }
    }),
    runs,
  );
});

Deno.test("suppose: an empty supposition changes nothing, and changes that would happen anyway are not listed", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const nothing: Supposition = { down: [], drain: [], apply: { ...world, ...noObjects }, remove: [] };
      assert.deepEqual(suppose(world, nothing).changes, []);
      assert.deepEqual(suppose(world, nothing).faults, []);
    }),
    runs,
  );
});

Deno.test("suppose: no address moves to a node that is down or drained", () => {
  fc.assert(
    fc.property(elected, fc.boolean(), (world, isDown) => {
      const lost = ["n0"];
      const { changes } = suppose(world, {
        down: isDown ? lost : [],
        drain: isDown ? [] : lost,
        apply: { ...world, ...noObjects },
        remove: [],
      });
      for (const { what, now, then } of changes.filter(({ what }) => what === "moves" || what === "falls silent")) {
        assert.ok(then !== "n0", `${what}: ${now} to ${then}`);
      }
    }),
    runs,
  );
});

function serviceIn(world: Observed, key: string): ServiceExplanation {
  const explained = explain(world, { about: "service", key });
  assert.ok(explained.about === "service");
  return explained;
}

const noObjects = {
  services: [],
  namespaces: [],
  nodes: [],
  endpointSlices: [],
  leases: [],
  pools: [],
  l2Advertisements: [],
};
