import assert from "node:assert/strict";
import { beatFilter, sampled } from "../../../functions/model/announcing/heartbeat/beat_filter.ts";
import { encodeHeartbeat } from "../../../functions/model/announcing/heartbeat/datagram.ts";
import type { Heartbeat } from "../../../functions/model/announcing/heartbeat/heartbeat.ts";
import { shortestBeat } from "../../../functions/model/announcing/heartbeat/layout.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { UdpSocket } from "../../../runtime/wire/udp_socket.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { LinkedHosts } from "./host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip");
const port = 7474;
const key = new Uint8Array(32).fill(1);
const me = 0xfedcba98;

const beat: Heartbeat = {
  from: "a",
  to: "a-node-with-a-longer-name",
  incarnation: 7,
  sequence: 1,
  echo: me,
  state: "running",
  mac: "02:00:00:00:00:0a",
  version: 1,
  knownVersion: 1,
};

const known = { IPv4: "10.0.0.1", IPv6: "fd00::1" } as const;
const receiver = { IPv4: "10.0.0.2", IPv6: "fd00::2" } as const;

/** A datagram, whether the filter lets it pass (`passes`), and whether it always passes in a flood (`isProven`). */
const rows: readonly {
  readonly name: string;
  readonly datagram: Uint8Array;
  readonly passes: boolean;
  readonly isProven: boolean;
}[] = [
  { name: "version 1", datagram: encodeHeartbeat(beat, key, 1), passes: true, isProven: true },
  { name: "version 2", datagram: encodeHeartbeat(beat, key, 2), passes: true, isProven: true },
  {
    name: "version 1, no echo",
    datagram: encodeHeartbeat({ ...beat, echo: 0 }, key, 1),
    passes: true,
    isProven: false,
  },
  {
    name: "version 2, no echo",
    datagram: encodeHeartbeat({ ...beat, echo: 0 }, key, 2),
    passes: true,
    isProven: false,
  },
  { name: "zeros", datagram: new Uint8Array(200), passes: false, isProven: false },
  { name: "nothing", datagram: new Uint8Array(), passes: false, isProven: false },
  {
    name: "the first bytes of a heartbeat",
    datagram: encodeHeartbeat(beat, key, 2).subarray(0, shortestBeat - 1),
    passes: false,
    isProven: false,
  },
];

/** In a flood about 50 of these datagrams pass, if they are sampled. */
const times = 50 * sampled;

function isSample(count: number): boolean {
  return count > 15 && count < 120;
}

for (const family of ["IPv4", "IPv6"] as const) {
  Deno.test(`the kernel's filter of heartbeats, ${family}`, { ignore }, async () => {
    await using hosts = await LinkedHosts.start();
    using libc = openLibc();
    using sender = hosts.node.inside(() => new UdpSocket(libc, { family, port }));
    using socket = hosts.peer.inside(() => new UdpSocket(libc, { family, port }));
    const to = { address: receiver[family], port };
    /**
     * Sends the datagram `times` times, and returns the number of datagrams that arrived. After each batch it sends a
     * datagram that passes every filter, so that the test need not wait for a timeout.
     */
    const received = async (datagram: Uint8Array, times: number): Promise<number> => {
      let count = 0;
      for (let sent = 0; sent < times; sent += batch) {
        for (let each = sent; each < Math.min(times, sent + batch); each++) sender.send(datagram, to);
        sender.send(last, to);
        for (let isOver = false; !isOver;) {
          socket.drain((data) => {
            if (data.length === last.length) isOver = true;
            else count++;
          });
          await new Promise((wake) => setTimeout(wake));
        }
      }
      return count;
    };

    assert.equal(socket.filter(beatFilter(family)), undefined);
    for (const { name, datagram, passes } of rows) assert.equal(await received(datagram, 3), passes ? 3 : 0, name);

    // In a flood, a heartbeat from a peer's address always passes if it echoes this node's incarnation.
    assert.equal(socket.filter(beatFilter(family, { incarnation: me, addresses: [known[family]] })), undefined);
    for (const { name, datagram, passes, isProven } of rows) {
      const count = await received(datagram, times);
      if (isProven) assert.equal(count, times, name);
      else if (passes) assert.ok(isSample(count), `${name}: ${count} of ${times}`);
      else assert.equal(count, 0, name);
    }
  });

  Deno.test(`in a flood, datagrams from other addresses are sampled, ${family}`, { ignore }, async () => {
    await using hosts = await LinkedHosts.start();
    using libc = openLibc();
    using sender = hosts.node.inside(() => new UdpSocket(libc, { family, port }));
    using socket = hosts.peer.inside(() => new UdpSocket(libc, { family, port }));
    const elsewhere = family === "IPv4" ? "10.0.0.77" : "fd00::77";
    socket.filter(beatFilter(family, { incarnation: me, addresses: [elsewhere] }));
    const datagram = encodeHeartbeat(beat, key, 2);
    let count = 0;
    for (let sent = 0; sent < times; sent++) {
      sender.send(datagram, { address: receiver[family], port });
      if (sent % 50 === 0) socket.drain(() => count++);
    }
    socket.drain(() => count++);
    assert.ok(isSample(count), `${count} of ${times}`);
  });
}

const batch = 50;
/** The last datagram of a batch. It is longer than every other, and always passes in a flood. */
const last = encodeHeartbeat({ ...beat, from: "b".repeat(200) }, key, 1);
