import assert from "node:assert/strict";
import type { SharingTourResult } from "../../runtime/lab/sharing/sharing_result.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { startLab } from "./stage/started_lab.ts";

const ignore = !await worldsAllowed() || !await haveCommands("tc", "curl");

Deno.test(
  "lab --load-sharing --once shows that nodes share hosts and throughput, and take over and give back each other's hosts",
  { ignore },
  async () => {
    const lab = startLab(["--load-sharing", "--once"]);
    const { code, stdout } = await lab.process.output();
    const text = new TextDecoder().decode(stdout);
    const result: SharingTourResult = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

    assert.equal(code, 0, text);
    assert.equal(result.address, "172.16.18.1");
    const counts = Object.values(result.hosts);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), 9, "each host has learned the MAC of a node");
    assert.ok(counts.every((count) => count > 0), text);
    assert.ok(Object.values(result).every((value) => value !== false && value !== null), text);
    assert.deepEqual(lab.leftovers(), []);
  },
);
