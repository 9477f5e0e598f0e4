import assert from "node:assert/strict";
import { parseExtras } from "../../../functions/model/frr/extras.ts";
import { DaemonConfiguration } from "../../../runtime/frr/daemon_configuration.ts";
import { Vty } from "../../../runtime/frr/vty.ts";
import { RewordingDaemon } from "./rewording_daemon.ts";

const list = "ip prefix-list own permit 10.0.0.0/8";
const other = "ip prefix-list other permit 192.168.0.0/16";
const map = "route-map towards permit 1\n set community 65000:2 65000:1\nexit";
const shown = { list: "ip prefix-list own seq 5 permit 10.0.0.0/8", map: " set community 65000:1 65000:2" };
const all = [list, other, map].join("\n");

Deno.test.each([
  { name: "a prefix list", by: ["no ip prefix-list own seq 5 permit 10.0.0.0/8"], runs: shown.list },
  { name: "a line of a route map", by: ["route-map towards permit 1", "no set community", "exit"], runs: shown.map },
])("FRR writes $name in another form, and another program removes it: it is sent again", async ({ by, runs }) => {
  await using scene = await sceneOf(all);
  const { daemon, apply } = scene;
  assert.ok(daemon.running.includes(runs), daemon.running);
  daemon.obey(...by);
  assert.ok(!daemon.running.includes(runs), daemon.running);
  await apply(all);
  assert.ok(daemon.running.includes(runs), daemon.running);
  assert.equal(await apply(all), 0, "nothing is sent when nothing has changed");
});

Deno.test("a line that FRR writes in another form is removed, even if another program changes FRR at the same time", async () => {
  await using scene = await sceneOf(all);
  const { daemon, apply } = scene;
  daemon.obey("no ip prefix-list other seq 5 permit 192.168.0.0/16");
  await apply([other, map].join("\n"));
  assert.ok(!daemon.running.includes(shown.list), daemon.running);
  assert.ok(daemon.running.includes("ip prefix-list other"), daemon.running);
});

interface Scene extends AsyncDisposable {
  readonly daemon: RewordingDaemon;
  /** Wants this configuration, and returns how many commands that took. */
  readonly apply: (configuration: string) => Promise<number>;
}

/** A daemon with this configuration. */
async function sceneOf(configuration: string): Promise<Scene> {
  const open = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  open.defer(() => Deno.remove(folder, { recursive: true }));
  const daemon = open.use(new RewordingDaemon(folder));
  const vty = open.use(await Vty.connect(daemon.path, 1_000));
  const told = new DaemonConfiguration("bgpd", vty);
  const apply = async (text: string): Promise<number> => {
    const outcome = await told.apply({ statements: parseExtras(text), passwords: new Map() });
    assert.equal(outcome.result, "done");
    return outcome.result === "done" ? outcome.commands : 0;
  };
  await apply(configuration);
  return { daemon, apply, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
