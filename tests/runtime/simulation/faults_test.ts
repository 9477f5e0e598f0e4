import fc from "fast-check";
import { runs } from "../../functions/simulation/search.ts";
import { directions, type Fault, faultTypes } from "./fault.ts";
import type { KindName } from "./kind_names.ts";
import { nodes, play } from "./play.ts";

const agents = [...nodes, "controller-a", "controller-b"];
const kinds: readonly KindName[] = ["Service", "EndpointSlice", "Node", "Lease", "VirtualIP", "IPAddressPool"];
const faultyMs = 60_000;

const fault = fc.record({
  type: fc.constantFrom(...faultTypes),
  agent: fc.option(fc.constantFrom(...agents), { nil: undefined }),
  kind: fc.option(fc.constantFrom(...kinds), { nil: undefined }),
  direction: fc.option(fc.constantFrom(...directions), { nil: undefined }),
  begins: fc.nat(faultyMs - 5_000),
  lasts: fc.integer({ min: 1_000, max: faultyMs }),
}).map(({ type, agent, kind, direction, begins, lasts }): Fault => ({
  type,
  ...(agent !== undefined && { agent }),
  ...(kind !== undefined && { kind }),
  ...(direction !== undefined && { direction }),
  begins,
  ends: Math.min(faultyMs, begins + lasts),
}));

const scene = fc.record({
  lastsMs: fc.constant(faultyMs),
  faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
  madeAt: fc.nat(faultyMs),
  death: fc.option(fc.record({ node: fc.constantFrom(...nodes), at: fc.nat(faultyMs - 45_000) }), { nil: undefined }),
});

Deno.test("under any faults of connections to the API server, addresses stay answered, memory is bounded, and 20 s after the faults everything is right", async () => {
  await fc.assert(fc.asyncProperty(scene, fc.nat(), play), { ...runs, endOnFailure: true });
});
