import assert from "node:assert/strict";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { virtualIPName } from "../../functions/model/addresses/address.ts";
import { savePlan } from "../../runtime/announcer/state_file.ts";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import { Lan } from "../../runtime/lab/stage/lan.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import { Recording } from "../../runtime/lab/stage/recording.ts";
import { World } from "../../runtime/lab/stage/world.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed();
const entry = new URL("../../runtime/main.ts", import.meta.url).href;
const withinMs = 60_000;
/** How long two nodes may answer with two MACs, on a busy machine. */
const twoMacsMs = 5_000;
/** The time between two starts that are not "together". */
const apartMs = 7_000;
/** How long the answers are watched after `twoMacsMs`. */
const quietMs = 12_000;

const addresses = { IPv4: "172.16.16.1", IPv6: "fd00:16::16:0:0:1" } as const;

/** The API server's port is closed, so the announcers have only their last plan. */
const kubeconfig = `apiVersion: v1
kind: Config
current-context: away
contexts: [{name: away, context: {cluster: away, user: away}}]
clusters: [{name: away, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: away, user: {token: none}}]
`;

for (const family of ["IPv4", "IPv6"] as const) {
  for (const start of ["together", "one after the other"] as const) {
    Deno.test(
      `two announcers with one node name start ${start} from their last plan, without an API server, ${family}: one waits and says so, and the other answers`,
      { ignore },
      async () => {
        await using stage = await Stage.create(addresses[family]);
        const [first, second] = stage.twins;
        stage.start(first);
        await using watch = stage.watch();
        const answer = ({ kind }: NeighborHeard): boolean => kind === "answer";
        if (start === "one after the other") {
          const started = epochMs();
          const isLater = (heard: NeighborHeard): boolean => answer(heard) && heard.at > started + apartMs;
          assert.ok(await watch.first(isLater, { withinMs }), stage.said());
        }
        stage.start(second);
        await eventually(
          "one of them waits",
          () => Promise.resolve(/"level":"error".*this one waits/.test(stage.said())),
        );
        const waits = epochMs();
        await watch.first(({ at }) => at > waits + twoMacsMs + quietMs, { since: waits, withinMs });
        const answers = watch.since(waits).filter(answer);
        const macs = new Set(answers.filter(({ at }) => at > waits + twoMacsMs).map(({ mac }) => mac));
        assert.equal(macs.size, 1, `${[...macs]}\n${stage.said()}`);
        if (start === "one after the other") assert.deepEqual([...macs], [first.mac]);
      },
    );
  }
}

/** Two hosts with the same node name, and a host that asks for the address. */
class Stage implements AsyncDisposable {
  readonly #world: World;
  readonly #folder: string;
  readonly #address: string;
  readonly twins: readonly [Host, Host];
  readonly #watcher: Host;

  private constructor(world: World, folder: string, address: string, hosts: readonly Host[]) {
    const [watcher, one, other] = hosts;
    assert.ok(watcher && one && other);
    this.#world = world;
    this.#folder = folder;
    this.#address = address;
    this.#watcher = watcher;
    this.twins = [one, other];
  }

  static async create(address: string): Promise<Stage> {
    const folder = await Deno.makeTempDir({ prefix: "arpeggio-twins-" });
    const world = await World.create();
    const lan = await Lan.create(world);
    const hosts = await lan.addHosts(
      ["watcher", "one", "other"].map((name, index) => ({
        name,
        address: `172.16.0.${10 + index}/16`,
        address6: `fd00:16::${10 + index}/64`,
      })),
    );
    await Deno.writeTextFile(`${folder}/config`, kubeconfig);
    await Deno.writeFile(`${folder}/key`, crypto.getRandomValues(new Uint8Array(32)));
    const plan: VirtualIP = {
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: virtualIPName(address) },
      spec: { address, pool: "pool", services: [], l2: { order: [{ node: "anna" }], revision: 1 } },
      status: { node: "anna", revision: 1 },
    };
    for (const { name } of hosts) await savePlan(`${folder}/${name}`, { virtualIPs: [plan], leases: [] });
    return new Stage(world, folder, address, hosts);
  }

  watch(): Recording<NeighborHeard> {
    const { command, args } = programCommand(entry, ["lab", "watch-neighbors", this.#address, "--interface", "eth0"]);
    return new Recording(this.#watcher.spawn(command, args, { stdin: "null", stdout: "piped" }));
  }

  start(host: Host): void {
    const folder = this.#folder;
    const what = ["--node-name", "anna", "--kubeconfig", `${folder}/config`, "--heartbeat-key", `${folder}/key`];
    const { command, args } = programCommand(entry, ["announcer", ...what, "--state-dir", `${folder}/${host.name}`]);
    const redirect = ["-c", 'exec "$@" >"$0" 2>&1', `${folder}/${host.name}.log`, command, ...args];
    host.spawn("sh", redirect, { stdin: "null", stdout: "null", stderr: "null" });
  }

  /** The logs of both announcers. */
  said(): string {
    return this.twins.map(({ name }) => {
      try {
        return `${name}:\n${Deno.readTextFileSync(`${this.#folder}/${name}.log`)}`;
      } catch {
        return `${name}: no log yet\n`;
      }
    }).join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
