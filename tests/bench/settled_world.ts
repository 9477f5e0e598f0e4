/**
 * Makes a world with many Services, in which all decisions are written and reported, so that a pass changes nothing.
 */

import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { carriedOut } from "../../functions/model/questions/carried_out.ts";
import { plainWorld } from "../functions/election_world.ts";

export function settledWorld(nodes: number, services: number): Observed {
  const plain = plainWorld(nodes, services);
  const clusterIPs = (index: number): readonly string[] => [`10.96.${index >> 8}.${index & 255}`];
  const world = {
    ...plain,
    services: plain.services.map((each, index) => ({ ...each, spec: { ...each.spec, clusterIPs: clusterIPs(index) } })),
  };
  const once = carriedOut(world, decide(world));
  const settled = carriedOut(once, decide(once));
  assert.ok(settled.services.every(({ status }) => status?.loadBalancer?.ingress?.length === 1));
  return settled;
}
