import assert from "node:assert/strict";
import { moveFrames } from "../../runtime/announcer/frames.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { type Cell, moveFromEveryState, settings, states } from "./stage/neighbor_states.ts";

const ignore = !await worldsAllowed();

Deno.test(
  "two unicast frames move a host from every state of its neighbor entry, twice in a row, and no entry of the switch",
  { ignore },
  async () => {
    const { cells, isSwitchUnchanged } = await moveFromEveryState((move, host) => moveFrames(move, [host]));
    const isStuck = ({ isMoved }: Cell): boolean => isMoved.includes(false);
    assert.equal(cells.length, states.length * (settings.IPv4.length + settings.IPv6.length));
    assert.deepEqual(cells.filter(isStuck), []);
    assert.equal(isSwitchUnchanged, true);
  },
);
