import assert from "node:assert/strict";
import { exampleGround, exampleService } from "../../runtime/lab/example/example.ts";
import { Lab } from "../../runtime/lab/lab.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { startAnnouncers } from "./stage/announcers.ts";

const ignore = !await worldsAllowed();
const entry = new URL("../../runtime/main.ts", import.meta.url).href;

/** The example, with an advertisement that shares the hosts of each address between all nodes. */
const shared = Object.fromEntries(
  Object.entries(exampleGround).map(([name, text]) => [
    name,
    text.replace(
      "kind: L2Advertisement\nmetadata:",
      'kind: L2Advertisement\nmetadata:\n  annotations: { "arpeggio.dev/load-sharing": hosts }',
    ),
  ]),
);

/** The MAC in a host's neighbour cache for the address; undefined if there is none. */
async function believed(host: Host, address: string): Promise<string | undefined> {
  return / lladdr (\S+)/.exec(await host.run("ip", ["neigh", "show", address]))?.[1];
}

async function served(host: Host, address: string): Promise<string> {
  return (await host.run("curl", ["-s", "--max-time", "20", `http://${address}/`])).trim();
}

Deno.test(
  "three nodes share the hosts of an address; the death of a node moves only its own hosts, without a broadcast",
  {
    ignore,
  },
  async () => {
    await using lab = await Lab.create({ nodes: 3, entry });
    const hosts = await lab.lan.addHosts(
      Array.from({ length: 9 }, (_, index) => ({ name: `host-${index}`, address: `172.16.1.${index + 1}/16` })),
    );
    lab.apply(shared);
    lab.startController();
    await startAnnouncers(lab);
    lab.apply(exampleService);
    let address = "";
    await eventually("all nodes share the address", () => {
      address = lab.latest("Service", "default/nginx")?.status?.loadBalancer?.ingress?.[0]?.ip ?? "";
      const [announced] = lab.latest("VirtualIP", address)?.status?.conditions ?? [];
      return Promise.resolve(lab.nodes.every(({ name }) => announced?.message.includes(name) === true));
    });
    const neighbors = lab.watch("watch-neighbors", lab.watcher, [address]);
    await neighbors.first(({ kind }) => kind === "answer", { since: 0, withinMs: 60_000 });

    const before = new Map<Host, string | undefined>();
    for (const host of hosts) {
      const by = await served(host, address);
      before.set(host, await believed(host, address));
      assert.equal(lab.nodeWith(before.get(host) ?? "")?.name, by, host.name);
    }
    assert.equal(new Set(before.values()).size, 3, "each node serves some of nine hosts");

    const [dead] = lab.nodes;
    assert.ok(dead !== undefined);
    const { mac } = dead;
    await dead.kill();
    await eventually("the hosts of the dead node receive another MAC", async () => {
      const macs = await Promise.all(hosts.map((host) => believed(host, address)));
      return !macs.includes(mac);
    });
    for (const host of hosts) {
      if (before.get(host) !== mac) assert.equal(await believed(host, address), before.get(host), host.name);
      assert.notEqual(await served(host, address), dead.name);
    }
    const said = neighbors.events.filter(({ kind }) => kind === "announcement");
    assert.deepEqual(said, [], "a broadcast would move every host");
  },
);
