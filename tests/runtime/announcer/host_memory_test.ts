import assert from "node:assert/strict";
import { mostHosts } from "../../../functions/model/announcing/sharing/host_table.ts";
import type { HostMemory } from "./host_memory.ts";

const program = new URL("host_memory.ts", import.meta.url).pathname;
const megabyte = 1_000_000;

Deno.test("4,096 known hosts cost at most 4 MB, and 65,536 further MACs cost no more and push out no host that sends traffic", async () => {
  const args = ["run", "-A", "--quiet", "--no-check", "--v8-flags=--expose-gc", program];
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const memory: HostMemory = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(memory.users <= 4 * megabyte, JSON.stringify(memory));
  assert.ok(memory.askers <= megabyte / 2, JSON.stringify(memory));
  assert.ok(memory.strangers <= megabyte / 2, JSON.stringify(memory));
  assert.equal(memory.known, mostHosts);
});
