import assert from "node:assert/strict";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import type { Lab } from "../../runtime/lab/lab.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { patience } from "../kernel/kernel_has.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf, applyServices, bareLab, conflictsIn } from "./stage/bench_lab.ts";
import type { Family } from "./stage/manifests.ts";
import { networks } from "./stage/networks.ts";

const allowed = await worldsAllowed();
const withinMs = 60_000 * patience;
const families: readonly Family[] = ["IPv4", "IPv6"];

for (const network of networks) {
  const { isPossible } = network;
  const ignore = !allowed || (isPossible !== undefined && !await isPossible());
  Deno.test(`failover on an imitated network of a user / ${network.name} /`, { ignore }, async () => {
    await using lab = await bareLab(3, { network });
    applyServices(lab, families.map((family) => ({ name: family.toLowerCase(), family })));
    const addresses = await Promise.all(families.map((family) => addressOf(lab, `default/${family.toLowerCase()}`)));
    await using watch = lab.watch("watch-neighbors", lab.watcher, [...addresses, "--interface", network.link]);
    const heard = async (
      address: string,
      wanted: (answer: NeighborHeard) => boolean,
      since: number,
    ): Promise<NeighborHeard> => {
      const isIt = (event: NeighborHeard): boolean =>
        event.kind === "answer" && event.address === address && wanted(event);
      const found = await watch.first(isIt, { since, withinMs });
      assert.ok(found !== undefined, `no wanted answer for ${address}\n${logs(lab)}`);
      return found;
    };
    for (const address of addresses) {
      // The death of the first address's holder may have moved the second address too.
      const answer = await heard(address, ({ mac, source }) => mac === source, epochMs());
      const { holder, mac } = answeringNode(lab, answer);
      await untilKnown(lab, address, holder);

      const crashed = epochMs();
      await holder.endAnnouncer("SIGKILL");
      await heard(address, ({ source }) => source !== mac, crashed);
      const about = watch.since(crashed).filter((event) => event.address === address && event.kind === "answer");
      assert.deepEqual([...new Set(about.map((answer) => answer.mac))], [mac], "the address has moved");

      const killed = epochMs();
      await holder.kill();
      await heard(address, (answer) => answer.mac !== mac, killed);
    }
    assert.deepEqual(conflictsIn(lab, 0), []);
  });
}

/**
 * Waits until the status names the holder. Then the holder's peers know this too, and one of them becomes the surrogate
 * if the holder's announcer dies.
 */
async function untilKnown(lab: Lab, address: string, { name }: LabNode): Promise<void> {
  const seen = await lab.objects.first(
    (event) =>
      event.kind === "VirtualIP" && event.object?.spec !== undefined && "address" in event.object.spec &&
      event.object.spec.address === address && lab.latest("VirtualIP", event.key)?.status?.node === name,
    { withinMs },
  );
  assert.ok(seen !== undefined, `no status says that ${name} has ${address}\n${logs(lab)}`);
}

function answeringNode(lab: Lab, { mac }: NeighborHeard): { readonly holder: LabNode; readonly mac: string } {
  const holder = lab.nodeWith(mac);
  assert.ok(holder !== undefined, `no node has the MAC ${mac}`);
  return { holder, mac };
}

function logs(lab: Lab): string {
  const names = ["controller", ...lab.nodes.map(({ name }) => `announcer-${name}`)];
  return names.map((name) => `${name}:\n${lab.log(name).split("\n").slice(-10).join("\n")}`).join("\n");
}
