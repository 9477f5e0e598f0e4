import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { savePlan } from "../../../runtime/announcer/state_file.ts";
import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { programCommand } from "../../../runtime/lab/stage/program.ts";
import { Recording } from "../../../runtime/lab/stage/recording.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { kernelHas, patience } from "../../kernel/kernel_has.ts";
import { worldsAllowed } from "../lab/world_allowed.ts";

const ignore = !await worldsAllowed();
const entry = new URL("../../../runtime/main.ts", import.meta.url).href;
const address = "172.16.16.1";
const withinMs = 60_000 * patience;

/** The API server's port is closed, so the announcer has only its last plan. */
const kubeconfig = `apiVersion: v1
kind: Config
current-context: away
contexts: [{name: away, context: {cluster: away, user: away}}]
clusters: [{name: away, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: away, user: {token: none}}]
`;

const plan: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: address },
  spec: { address, pool: "pool", services: [], l2: { order: [{ node: "anna" }], revision: 1 } },
};

/** A change of a node that answers for an address, and the MAC in its answers after the change. */
interface Change {
  readonly name: string;
  /** Shell lines that run on the node. */
  readonly lines: string;
  readonly mac: string;
  /** The kind of link that the change needs. */
  readonly kind?: string;
  /** For the host that sends ARP requests: its shell lines, and the interface for the requests. */
  readonly asking?: { readonly lines: string; readonly interface: string };
}

const other = "02:4c:99:00:00:01";
const changes: readonly Change[] = [
  { name: "its link gets another MAC", lines: `ip link set eth0 address ${other}`, mac: other },
  {
    name: "its link gets another name",
    lines: "ip link set eth0 down; ip link set eth0 name lan0; ip link set lan0 up",
    mac: "its own",
  },
  {
    name: "its link becomes a member of a bridge",
    lines: `ip link add br0 address ${other} type bridge
      ip link set eth0 master br0
      ip addr flush dev eth0
      ip addr add 172.16.0.11/16 dev br0
      ip link set br0 up`,
    mac: other,
  },
  {
    name: "its link becomes a member of a bond",
    kind: "bond mode active-backup",
    lines: `ip link add bond0 address ${other} type bond mode active-backup
      ip link set eth0 down
      ip link set eth0 master bond0
      ip addr add 172.16.0.11/16 dev bond0
      ip link set bond0 up`,
    mac: other,
  },
  {
    name: "it gets a VLAN",
    kind: "vlan id 7",
    lines:
      "ip link add link eth0 name eth0.7 type vlan id 7; ip addr add 172.17.0.11/16 dev eth0.7; ip link set eth0.7 up",
    mac: "its own",
    asking: {
      lines:
        "ip link add link eth0 name eth0.7 type vlan id 7; ip addr add 172.17.0.10/16 dev eth0.7; ip link set eth0.7 up",
      interface: "eth0.7",
    },
  },
];

for (const { name, lines, mac, kind, asking } of changes) {
  const lacks = ignore || (kind !== undefined && !await kernelHas(kind));
  Deno.test(
    `a node without an API server answers by its last plan, and still answers when ${name}`,
    { ignore: lacks },
    async () => {
      await using stage = await Stage.create();
      const { anna, bela } = stage;
      await using before = stage.watch("eth0");
      const first = await before.first(({ kind }) => kind === "answer", { withinMs });
      assert.equal(first?.mac, anna.mac, stage.said);
      if (asking !== undefined) await bela.run("sh", ["-e"], { input: asking.lines });

      const changed = epochMs();
      await anna.run("sh", ["-e"], { input: lines });
      await using after = stage.watch(asking?.interface ?? "eth0");
      const wanted = mac === "its own" ? anna.mac : mac;
      const told = await before.first(
        (event) => asking !== undefined || (event.kind === "announcement" && event.mac === wanted),
        {
          since: changed,
          withinMs,
        },
      );
      assert.ok(told !== undefined, `no announcement was received\n${stage.said}`);
      const last = await after.first((event) => event.kind === "answer" && event.mac === wanted, { withinMs });
      assert.ok(last !== undefined, `no answer was received\n${stage.said}`);
    },
  );
}

Deno.test(
  "a link that appears later is used for announcements and answers, and a link that disappears causes no error",
  {
    ignore,
  },
  async () => {
    await using stage = await Stage.create();
    const { anna, lan } = stage;
    await using watch = stage.watch("eth0");
    assert.ok(await watch.first(({ kind }) => kind === "answer", { withinMs }), stage.said);

    const plugged = epochMs();
    const port = await lan.attach(anna, { interface: "eth1", address: "172.16.0.12/16" });
    const from = (mac: string, kind: string) => (event: NeighborHeard): boolean =>
      event.kind === kind && event.mac === mac;
    assert.ok(await watch.first(from(port.mac, "announcement"), { since: plugged, withinMs }), stage.said);
    assert.ok(await watch.first(from(port.mac, "answer"), { since: plugged, withinMs }), stage.said);

    await anna.run("ip", ["link", "del", "eth0"]);
    const gone = epochMs();
    assert.ok(await watch.first(from(port.mac, "answer"), { since: gone, withinMs }), stage.said);
  },
);

/** A node whose announcer has only its last plan, and a host that sends ARP requests. */
class Stage implements AsyncDisposable {
  readonly #world: World;
  readonly #folder: string;
  readonly lan: Lan;
  readonly anna: Host;
  readonly bela: Host;

  private constructor(world: World, folder: string, { lan, anna, bela }: Pick<Stage, "lan" | "anna" | "bela">) {
    this.#world = world;
    this.#folder = folder;
    this.lan = lan;
    this.anna = anna;
    this.bela = bela;
    this.#start(anna, ["announcer", "--node-name", "anna", "--kubeconfig", `${folder}/config`, "--state-dir", folder]);
  }

  static async create(): Promise<Stage> {
    const folder = await Deno.makeTempDir({ prefix: "arpeggio-links-" });
    await Deno.writeTextFile(`${folder}/config`, kubeconfig);
    await savePlan(folder, { virtualIPs: [plan], leases: [] });
    const world = await World.create();
    const lan = await Lan.create(world);
    const [anna, bela] = await lan.addHosts([
      { name: "anna", address: "172.16.0.11/16" },
      { name: "bela", address: "172.16.0.10/16" },
    ]);
    assert.ok(anna && bela);
    return new Stage(world, folder, { lan, anna, bela });
  }

  watch(name: string): Recording<NeighborHeard> {
    const { command, args } = programCommand(entry, ["lab", "watch-neighbors", address, "--interface", name]);
    return new Recording(this.bela.spawn(command, args, { stdin: "null", stdout: "piped" }));
  }

  /** The announcer's log. */
  get said(): string {
    return Deno.readTextFileSync(`${this.#folder}/log`);
  }

  #start(place: Host, what: readonly string[]): void {
    const { command, args } = programCommand(entry, what);
    const redirect = ["-c", 'exec "$@" >"$0" 2>&1', `${this.#folder}/log`, command, ...args];
    place.spawn("sh", redirect, { stdin: "null", stdout: "null", stderr: "null" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
