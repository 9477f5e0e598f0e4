/**
 * `deno test -A tests/pods/command_in_pods.ts` tests `deno task cluster`. It must run alone on its machine.
 *
 * @module
 */

import assert from "node:assert/strict";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { textLines } from "../../runtime/ground/text_lines.ts";
import { state } from "./keeper/state.ts";
import { podParts } from "./machine/pod_parts.ts";
import { sharedFolders, Traces } from "./machine/traces.ts";
import { tell } from "./machine/witness.ts";

const ignore = await podParts() === undefined;
const program = new URL("main.ts", import.meta.url).pathname;
const line = ["run", "-A", "--quiet", program];

/** Every end needs a moment: the kernel removes namespaces and cgroups after their processes. */
const endMs = 60_000;

Deno.test({
  name: "deno task cluster up: interrupted, it leaves no process, namespace, mount, cgroup or file",
  ignore,
  async fn(): Promise<void> {
    const before = await Before.now();
    const up = new Deno.Command(Deno.execPath(), { args: [...line, "up"], stdout: "piped" }).spawn();
    for await (const text of textLines(up.stdout)) if (text.endsWith(" the nodes")) break;
    const traces = await before.cluster();
    assert.notDeepEqual(await traces.now(), []);
    up.kill("SIGKILL");
    await up.status;
    await eventually("no trace is left", async () => (await traces.now()).length === 0, endMs);
    assert.deepEqual(await before.newFolders(), []);
  },
});

Deno.test({
  name: "deno task cluster: up, kubectl, client, kill, start and down, which leaves no trace",
  ignore,
  async fn(): Promise<void> {
    const before = await Before.now();
    const begin = performance.now();
    const address = /curl -s http:\/\/(\S+)\//.exec(await cluster("up"))?.[1];
    tell(`deno task cluster up took ${((performance.now() - begin) / 1000).toFixed()} s`);
    assert(address !== undefined);
    const traces = await before.cluster();
    try {
      const nodes = await cluster("kubectl", "get", "nodes", "-o", "name");
      assert.deepEqual(nodes.trim().split("\n"), ["node/node-1", "node/node-2", "node/node-3"]);
      assert.match(await cluster("client", "curl", "-s", `http://${address}/`), /^web-/);
      const holder = (await cluster("kubectl", "get", "vip", address, "-o", "jsonpath={.status.node}")).trim();
      const first = await macOf(address);
      await cluster("kill", holder);
      await eventually("another node answers", async () => ![first, undefined].includes(await macOf(address)));
      await cluster("start", holder);
      await cluster("kubectl", "wait", "--for=condition=Ready", `node/${holder}`, "--timeout=120s");
    } finally {
      assert.match(await cluster("down"), /^down$/m);
    }
    assert.deepEqual(await traces.now(), []);
    assert.deepEqual(await before.newFolders(), []);
  },
});

/** The folders of this machine before a test. */
class Before {
  private constructor(readonly folders: readonly string[], readonly shared: readonly string[]) {}

  static async now(): Promise<Before> {
    return new Before(await folders(), await sharedFolders());
  }

  /** The folders of a cluster that exist now, and did not exist then. */
  async newFolders(): Promise<readonly string[]> {
    return (await folders()).filter((folder) => !this.folders.includes(folder));
  }

  /** The traces of the cluster that has been started since then. */
  async cluster(): Promise<Traces> {
    const folder = (await this.newFolders()).find((each) => each.includes("/arpeggio-pods-"));
    assert(folder !== undefined, "no cluster has been started");
    return await Traces.of({ folder }, this.shared);
  }
}

/** The folders that clusters make. */
async function folders(): Promise<readonly string[]> {
  const tmp = Deno.env.get("TMPDIR") ?? "/tmp";
  const inTmp = (await Array.fromAsync(Deno.readDir(tmp))).map(({ name }) => `${tmp}/${name}`);
  const isUp = await Deno.stat(state.folder).then(() => [state.folder], () => []);
  return [...inTmp.filter((path) => /\/arpeggio-(pods|cluster)-[^/]*$/.test(path)), ...isUp];
}

/** The MAC that answers for the address now; undefined if none answers. */
async function macOf(address: string): Promise<string | undefined> {
  const printed = await cluster("client", "sh", "-c", `arping -c 1 -W 0.2 -i eth0 ${address} || true`);
  return /from (\S+)/.exec(printed)?.[1];
}

/** Runs the command, and returns what it printed. */
async function cluster(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...line, ...args] }).output();
  const printed = new TextDecoder().decode(stdout);
  assert.equal(code, 0, `deno task cluster ${args.join(" ")}: ${printed}${new TextDecoder().decode(stderr)}`);
  return printed;
}
