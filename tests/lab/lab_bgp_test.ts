import assert from "node:assert/strict";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import type { BGPTourResult } from "../../runtime/lab/bgp/bgp_result.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { startLab } from "./stage/started_lab.ts";

const ignore = Deno.uid() !== 0 || !await worldsAllowed() || !await haveCommands("vtysh") || !LabFrr.isInstalled();

Deno.test(
  "lab --bgp --once shows a router that has each node as a next hop for an address",
  { ignore },
  async () => {
    const lab = startLab(["--bgp", "--once"]);
    const { code, stdout } = await lab.process.output();
    const text = new TextDecoder().decode(stdout);
    const result: BGPTourResult = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

    assert.equal(code, 0, text);
    assert.match(result.address ?? "", /^198\.51\.100\.\d+$/);
    assert.equal(result.next_hops, 3);
    assert.ok(Object.values(result).every((value) => value !== false && value !== null), text);
    assert.deepEqual(lab.leftovers(), []);
  },
);
