/**
 * No node fails. Does an address move while the machine or the network is overloaded, and how fast are answers during
 * an ARP flood?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestSilence, longestStandIn } from "../../../runtime/lab/client/timeline.ts";
import { BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import { keepBusy, type Table } from "../line.ts";

/** The announcers' default port. */
const heartbeatPort = 7474;

/** A lasting disturbance that must not move an address. */
interface Hardship {
  readonly name: string;
  begin(bench: BenchLab): Promise<AsyncDisposable> | AsyncDisposable;
}

const hardships: readonly Hardship[] = [
  { name: "all cores busy", begin: ({ lab }) => keepBusy(lab) },
  { name: "2 % of heartbeats and ARP frames lost", begin: loseFrames },
  { name: "announcer stopped for 50-150 ms every second", begin: stopEverySecond },
];

/** Only the holder should answer. A surrogate may answer for at most a second. */
export async function* peace(nodes: number, minutes: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, "IPv4");
  for (const { name, begin } of hardships) {
    const { mac } = bench.holder;
    const from = epochMs();
    {
      await using _hardship = await begin(bench);
      await sleep(minutes * 60_000);
    }
    const to = epochMs();
    const answers = bench.answersSince(from);
    const silent = longestSilence(answers, { from, to });
    const lines = [
      {
        name: "answers with another MAC",
        samples: [answers.filter((each) => each.mac !== mac).length],
        bar: { max: 0 },
      },
      {
        name: "answers with its MAC, by another node",
        samples: [answers.filter(({ source }) => source !== mac).length],
      },
      { name: "longest time of a surrogate", samples: [longestStandIn(answers, mac)], bar: { max: 1_000 } },
      { name: "longest silence", samples: [silent.to - silent.from] },
    ];
    yield { title: `${minutes} minutes, ${name}, ${nodes} nodes`, lines };
    await bench.settled();
  }
}

/** The LAN's bridge drops 2 % of ARP frames and heartbeats, separately for each receiver. */
async function loseFrames({ lab: { world } }: BenchLab): Promise<AsyncDisposable> {
  const lost = "numgen random mod 100 < 2 drop";
  const rules = `table bridge lossy {
  chain forward {
    type filter hook forward priority 0
    ether type arp ${lost}
    ether type ip udp dport ${heartbeatPort} ${lost}
    ether type ip6 udp dport ${heartbeatPort} ${lost}
  }
}`;
  await world.run("nft", ["-f", "-"], { input: rules });
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      await world.run("nft", ["delete", "table", "bridge", "lossy"]);
    },
  };
}

/** Stops the holder's announcer once a second, for 50 ms, 60 ms … 150 ms, then from 50 ms again. */
function stopEverySecond({ holder: { announcer } }: BenchLab): AsyncDisposable {
  const ended = new AbortController();
  const stops = (async (): Promise<void> => {
    for (let second = 0; !ended.signal.aborted; second++) {
      const stoppedMs = 50 + second % 11 * 10;
      announcer?.kill("SIGSTOP");
      await sleep(stoppedMs);
      announcer?.kill("SIGCONT");
      await sleep(1_000 - stoppedMs);
    }
  })();
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      ended.abort();
      await stops;
    },
  };
}

const floodMs = 10_000;

/** Sends 20,000 ARP requests a second for unused addresses. */
export async function* flood(nodes: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, "IPv4");
  const { mac } = bench.holder;
  const from = epochMs();
  const flooding = bench.lab.start(bench.lab.client, "flood", ["lab", "flood-arp", "--per-second", "20000"]);
  await sleep(floodMs);
  flooding.kill("SIGKILL");
  await flooding.status;
  const answers = bench.answersSince(from);
  const lines = [
    {
      name: "until the answer",
      samples: answers.flatMap(({ afterMs }) => afterMs ?? []),
      bar: { median: 5 },
    },
    {
      name: "answers by other nodes",
      samples: [answers.filter(({ source }) => source !== mac).length],
      bar: { max: 0 },
    },
  ];
  yield { title: `ARP flood of 20,000/s, ${nodes} nodes`, lines };
}
