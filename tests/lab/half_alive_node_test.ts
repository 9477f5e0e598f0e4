import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf, BenchLab } from "./stage/bench_lab.ts";
import { node, services } from "./stage/manifests.ts";

const ignore = !await worldsAllowed() || !await haveCommands("nft");
const withinMs = 60_000;
/** The time in which no address may move. */
const watchedMs = 15_000;

interface Row {
  readonly name: string;
  readonly begin: (bench: BenchLab) => Promise<void>;
  /** True if new connections to the address work. */
  readonly serves: boolean;
}

const rows: readonly Row[] = [
  {
    name: "the kubelet of the holder is gone, so its Node is not Ready and has a taint",
    begin: ({ lab, holder: { name } }) => {
      const gone = node(name, { drained: false }).replace('status: "True"', 'status: "Unknown"')
        .replace(
          "status:\n",
          "spec: { taints: [{ key: node.kubernetes.io/unreachable, effect: NoExecute }] }\nstatus:\n",
        );
      assert.match(gone, /Unknown/);
      lab.apply({ [`${name}.yaml`]: gone });
      return Promise.resolve();
    },
    serves: true,
  },
  {
    // The size of the kernel's table is a setting of the whole machine, so a rule drops the same packets.
    name: "the holder drops new connections, as with a full conntrack table",
    begin: async ({ holder: { host } }) => {
      const drop = "chain arriving { type filter hook prerouting priority 0; tcp dport 80 ct state new drop; }";
      await host.run("nft", ["-f", "-"], { input: `table inet full { ${drop}; }\n` });
    },
    serves: false,
  },
];

for (const { name, begin, serves } of rows) {
  Deno.test(
    `${name}: no address moves, open connections go on, and a new Service is announced`,
    { ignore },
    async () => {
      await using bench = await BenchLab.create(3, "IPv4");
      const { lab, holder } = bench;
      const mac = bench.macOf(holder);
      await begin(bench);
      const since = epochMs();
      const servedBy = lab.nodes.map((each) => each.name);
      lab.apply({ "later.yaml": services([{ name: "later", family: "IPv4", servedBy }]) });
      const address = await addressOf(lab, "default/later");
      const watch = lab.watch("watch-neighbors", lab.watcher, [address, "--interface", "eth0"]);
      assert.ok(await watch.first(({ kind }) => kind === "answer", { withinMs }), "the new address is answered");
      await watch.stop();
      await bench.neighbors.first(({ at }) => at > since + watchedMs, { since, withinMs });
      const { moved, lost, broken } = bench.damage(since, mac);
      assert.deepEqual({ moved, broken, serves: lost === 0 }, { moved: 0, broken: 0, serves });
      assert.ok(bench.answersSince(since).length > 0, "the address is answered");
    },
  );
}
