import assert from "node:assert/strict";
import { libcPaths } from "../../../runtime/wire/libc.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import type { Outcome } from "./host.ts";
import { Host } from "./host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "setpriv");
const program = new URL("every_socket.ts", import.meta.url).pathname;
const config = new URL("../../../deno.json", import.meta.url).pathname;

interface Run {
  /** The arguments of `setpriv`. */
  readonly capabilities: string;
  /** The arguments of `deno`. */
  readonly permissions: string;
}

async function openEverySocket({ capabilities, permissions }: Run): Promise<Outcome> {
  await using host = await Host.start();
  const deno = `${Deno.execPath()} run --config ${config} --no-prompt --quiet ${permissions} ${program}`;
  return await host.try(`NO_COLOR=1 setpriv ${capabilities} ${deno}`);
}

const onlyNetRaw = "--bounding-set=-all,+net_raw --inh-caps=-all,+net_raw";
const noCapability = "--bounding-set=-all --inh-caps=-all";

Deno.test(
  "CAP_NET_RAW and the permission for libc by its path are enough to open every socket",
  { ignore },
  async () => {
    const ofThisMachine = libcPaths.find((path) => path.includes(Deno.build.arch));
    const permissions = `--allow-ffi=${ofThisMachine}`;
    assert.deepEqual(await openEverySocket({ capabilities: onlyNetRaw, permissions }), {
      code: 0,
      stdout: "every socket is open\n",
      stderr: "",
    });
  },
);

Deno.test("without CAP_NET_RAW, the error names the missing capability", { ignore }, async () => {
  const { code, stderr } = await openEverySocket({ capabilities: noCapability, permissions: "--allow-ffi" });
  assert.equal(code, 1);
  assert.match(stderr, /WireError: Cannot open packet socket: EPERM \(needs CAP_NET_RAW\)/);
});

Deno.test("without permission for libc the error names the paths that need it", { ignore }, async () => {
  const { code, stderr } = await openEverySocket({ capabilities: onlyNetRaw, permissions: "" });
  assert.equal(code, 1);
  assert.match(stderr, /Cannot load the C library: Requires ffi access to "\/lib\//);
});
