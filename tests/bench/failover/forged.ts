/**
 * An attacker on the LAN does not have the heartbeat key. A node dies, and the attacker answers with the dead node's
 * MAC, either for the Service's address or for the node's own address. How long does the attack delay the takeover? How
 * soon after the takeover does the status report the attack, and do clients of the new holder lose requests?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import { forge, kubelets } from "../../lab/stage/forging.ts";
import type { Family } from "../../lab/stage/manifests.ts";
import type { Table } from "../line.ts";

const attacks = [
  { name: "the address", own: false, takenMs: 2_500 },
  { name: "the dead node's own address", own: true, takenMs: 15_000 },
] as const;

/** The attack begins this long before the node dies. */
const beforeMs = 2_000;
const toldMs = 5_000;

/** @param seconds how long each attack lasts */
export async function* forged(family: Family, runs: number, seconds: number): AsyncGenerator<Table> {
  for (const { name, own, takenMs } of attacks) {
    await using bench = await BenchLab.create(3, family);
    const { lab, address } = bench;
    using _kubelets = kubelets(lab);
    const found: { taken: number; told: number; moved: number; lost: number }[] = [];
    while (found.length < runs) {
      const dead = bench.holder;
      await using forger = await forge(lab, dead.mac, own ? dead.host.address : address);
      await sleep(beforeMs);
      const killed = epochMs();
      await dead.kill();
      const isOther = await bench.neighbors.first(
        ({ kind, mac, source }) => kind === "answer" && mac !== dead.mac && mac === source,
        { since: killed, withinMs: 60_000 },
      );
      const at = isOther?.at ?? Infinity;
      const isForged = (): boolean => bench.conflictsSince(killed).some((each) => each.includes("the MAC of node"));
      const told = await lab.objects.first(isForged, { since: killed, withinMs: 10_000 });
      await sleep(Math.max(0, killed + seconds * 1_000 - epochMs()));
      const answers = bench.answersSince(at).filter(({ source }) => source !== lab.client.mac);
      found.push({
        taken: at - killed,
        told: (told?.at ?? Infinity) - at,
        moved: answers.filter(({ mac }) => mac !== isOther?.mac).length,
        lost: bench.http.since(at).filter(({ ok }) => !ok).length,
      });
      await forger[Symbol.asyncDispose]();
      const booted = epochMs();
      await lab.boot(dead);
      await bench.announcerUp(dead, booted);
      await bench.settled();
    }
    yield {
      title: `forged: ${name}, ${seconds} s, ${family}`,
      lines: [
        { name: "until it is taken over", samples: found.map(({ taken }) => taken), bar: { max: takenMs } },
        { name: "report of the attack after that", samples: found.map(({ told }) => told), bar: { max: toldMs } },
        { name: "answers by other nodes after that", samples: found.map(({ moved }) => moved), bar: { max: 0 } },
        { name: "HTTP requests lost after that", samples: found.map(({ lost }) => lost), bar: { max: 0 } },
      ],
    };
  }
}
