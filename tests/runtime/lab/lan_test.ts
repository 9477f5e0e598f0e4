import assert from "node:assert/strict";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { worldsAllowed } from "./world_allowed.ts";

const ignore = !await worldsAllowed();

const places = [
  { place: "of this machine", options: {} },
  { place: "of a user namespace", options: { userNamespace: true } },
];

Deno.test.each(places)(
  "hosts in network namespaces $place reach each other until a cable is cut",
  { ignore },
  async ({ options }) => {
    await using world = await World.create(options);
    const lan = await Lan.create(world);
    const [anna, bela, cleo] = await threeHosts(lan);

    assert.match(await anna.run("ip", ["link", "show", "eth0"]), new RegExp(anna.mac));
    await comesToReach(anna, bela.address);
    await comesToReach(anna, "fd00:16::11");

    await bela.linkDown();
    assert.match(await bela.run("ip", ["link", "show", "eth0"]), /NO-CARRIER/);
    assert.ok(!await reaches(anna, bela.address));
    await bela.linkUp();
    await comesToReach(anna, bela.address);

    await bela.isolate();
    assert.doesNotMatch(await bela.run("ip", ["link", "show", "eth0"]), /NO-CARRIER/);
    assert.ok(!await reaches(anna, bela.address));
    await lan.heal();
    await comesToReach(anna, bela.address);

    await lan.split([cleo]);
    assert.ok(!await reaches(anna, cleo.address));
    await comesToReach(anna, bela.address);
    await lan.heal();

    await lan.separate([anna, bela]);
    assert.ok(!await reaches(anna, bela.address));
    await comesToReach(anna, cleo.address);
    await lan.heal();
    await comesToReach(anna, bela.address);
  },
);

Deno.test("hosts of a second network reach a host by its second interface", { ignore }, async () => {
  await using world = await World.create();
  const near = await Lan.create(world);
  const [anna, bela] = await threeHosts(near);
  const far = await Lan.create(world, 1);
  await far.attach(anna, { interface: "eth1", address: "192.168.7.10/24" });
  await far.attach(bela, { interface: "eth1", address: "192.168.7.11/24" });

  await bela.linkDown("eth0");
  await comesToReach(anna, "192.168.7.11");
  assert.ok(!await reaches(anna, bela.address));
});

Deno.test("after a host is killed, its processes have ended, and its name can be used again", { ignore }, async () => {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const [anna, bela] = await threeHosts(lan);
  const process = bela.spawn("sleep", ["1000"]);
  await bela.run("true");
  await eventually("the host has a process", async () => (await world.run("ip", ["netns", "pids", "bela"])) !== "");
  await bela.pause();
  await bela.kill();

  assert.equal((await process.status).code, 128 + 9);
  assert.ok(!await reaches(anna, bela.address));
  assert.doesNotMatch(await world.run("ip", ["netns"]), /bela/);
  const again = await lan.addHost("bela", { address: "172.16.0.99/16" });
  await comesToReach(anna, again.address);
});

Deno.test("a world leaves nothing after its parent process was killed", { ignore }, async () => {
  const before = traces();
  const owner = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("world_owner.ts", import.meta.url).pathname],
    stdout: "piped",
  }).spawn();
  const reader = owner.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { pids, namespace } = JSON.parse((await reader.read()).value ?? "{}");
  assert.equal(pids.length, 6);
  owner.kill("SIGKILL");
  await owner.status;
  await reader.cancel();

  await eventually("the namespace is gone", () => Promise.resolve(!liveNamespaces().includes(namespace)));
  assert.deepEqual(pids.filter(isAlive), []);
  assert.deepEqual(traces(), before);
});

async function threeHosts(lan: Lan): Promise<readonly [Host, Host, Host]> {
  const [anna, bela, cleo] = await lan.addHosts([
    { name: "anna", address: "172.16.0.10/16", address6: "fd00:16::10/64" },
    { name: "bela", address: "172.16.0.11/16", address6: "fd00:16::11/64" },
    { name: "cleo", address: "172.16.0.12/16" },
  ]);
  assert.ok(anna && bela && cleo);
  return [anna, bela, cleo];
}

async function reaches(host: Host, address: string): Promise<boolean> {
  // Flushes the neighbor cache, so that the kernel sends a new ARP request at once.
  const ping = host.run("sh", ["-c", `ip neigh flush all; ping -n -c 1 -W 0.3 ${address}`]);
  return await ping.then(() => true, () => false);
}

async function comesToReach(host: Host, address: string): Promise<void> {
  await eventually(`${host.name} reaches ${address}`, () => reaches(host, address));
}

/** What a world could leave on this machine: mounts below `/run`, and names of network namespaces. */
function traces(): readonly string[] {
  const mounts = Deno.readTextFileSync("/proc/self/mountinfo").split("\n").map((line) => line.split(" ")[4] ?? "");
  return [...mounts.filter((mount) => mount.startsWith("/run")), ...namesIn("/run/netns")];
}

function liveNamespaces(): readonly string[] {
  return namesIn("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return Deno.readLinkSync(`/proc/${pid}/ns/net`);
    } catch {
      return "";
    }
  });
}

/** True if the process exists and is not a zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
