import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../../functions/decide.ts";
import { keyOf, type KubernetesObject } from "../../../functions/model/kubernetes.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import { PartialPasses } from "../../../runtime/partial/partial_passes.ts";
import { type Edit, edited, startingWorld } from "./edits.ts";

/** About how many edits are made; `deno task edits` sets a larger number. */
const edits = Number(Deno.env.get("EDITS") ?? 400);
const editsPerRun = 40;

const batch = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 });
const batches = fc.array(fc.tuple(batch, fc.nat()), { minLength: editsPerRun / 4, maxLength: editsPerRun });

Deno.test(`a partial pass returns the same as a full pass: ${edits} random edits`, () => {
  let partial = 0;
  let made = 0;
  fc.assert(
    fc.property(batches, (steps) => {
      const passes = new PartialPasses();
      let world = startingWorld();
      for (const [changes, written] of steps) {
        world = changes.reduce<Observed>((before, edit: Edit) => edited(before, edit), world);
        const { desired, isFull } = passes.decide(world);
        assert.deepEqual(desired, decide(world));
        world = writtenTo(world, desired, written);
        made += changes.length;
        if (!isFull) partial++;
      }
    }),
    {
      numRuns: Math.ceil(edits / editsPerRun),
      ...(Deno.env.has("EDITS_SEED") && { seed: Number(Deno.env.get("EDITS_SEED")) }),
    },
  );
  assert.ok(partial > made / 10, `${partial} partial passes`);
});

/**
 * The world after some of the writes. `how` chooses all of them, every second one or none. The writes of pools,
 * L2Advertisements and ConfigurationStates are always done.
 */
function writtenTo(world: Observed, desired: Desired, how: number): Observed {
  const isDone = (index: number): boolean => how % 4 > 1 || (how % 4 === 1 && index % 2 === how % 8 >> 2);
  const owned = <Item extends KubernetesObject>(before: readonly Item[], after: readonly Item[]): readonly Item[] => {
    const wanted = new Map(after.map((each) => [keyOf(each), each]));
    const known = new Set(before.map(keyOf));
    return [
      ...before.flatMap((each, index) => isDone(index) ? wanted.get(keyOf(each)) ?? [] : [each]),
      ...after.filter((each, index) => !known.has(keyOf(each)) && isDone(index)),
    ];
  };
  const services = new Map(desired.services.map((service) => [keyOf(service), service]));
  return {
    ...world,
    services: world.services.map((each, index) => isDone(index) ? services.get(keyOf(each)) ?? each : each),
    virtualIPs: owned(world.virtualIPs, desired.virtualIPs),
    l2Statuses: owned(world.l2Statuses, desired.l2Statuses),
    bgpStatuses: owned(world.bgpStatuses, desired.bgpStatuses),
    pools: desired.pools,
    l2Advertisements: desired.l2Advertisements,
    configurationStates: desired.configurationStates,
  };
}
