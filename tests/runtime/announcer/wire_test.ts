import assert from "node:assert/strict";
import { shortestBeat } from "../../../functions/model/announcing/heartbeat/layout.ts";
import { beatMs } from "../../../functions/model/announcing/timing.ts";
import { Wire } from "../../../runtime/announcer/wire.ts";
import type { DatagramOrigin, WireEvents } from "../../../runtime/announcer/wire_port.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { LinkedHosts } from "../wire/host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "bash");
const port = 7946;
/** Sends a datagram that passes the socket's filter: it begins like a heartbeat of version 1 and is long enough. */
const send = `bash -c 'printf "ARP1%0${shortestBeat}d" 0 > /dev/udp/10.0.0.1/${port}'`;
/** The time limit of a wait; this test never reaches it. */
const longMs = 30_000;

class Listener implements WireEvents {
  readonly heard: DatagramOrigin[] = [];

  frame(): void {}

  datagram(_datagram: Uint8Array, from: DatagramOrigin): void {
    this.heard.push(from);
  }

  linksChanged(): void {}
}

Deno.test(
  "a datagram ends a normal wait; it does not end a patient wait, which delivers the datagram at its end",
  { ignore },
  async () => {
    await using hosts = await LinkedHosts.start();
    await using wire = hosts.node.inside(() => new Wire({ port, everyMs: 100, exclude: [] }));
    const listener = new Listener();
    await hosts.peer.run(send);
    // Late events of links may end a wait, so this waits again.
    while (listener.heard.length === 0) await wire.wait(longMs, listener);
    assert.equal(listener.heard.length, 1);

    let [isAwake, isTold] = [false, false];
    const patience = (async (): Promise<void> => {
      while (!isTold) await wire.wait(Infinity, listener, "patient");
      isAwake = true;
    })();
    await hosts.peer.run(send);
    assert.equal(isAwake, false);
    isTold = true;
    wire.wake();
    await patience;
    assert.equal(listener.heard.length, 2);
    for (const { link, address, ageMs } of listener.heard) {
      assert.deepEqual({ link, address }, { link: "eth0", address: "10.0.0.2" });
      assert.ok(ageMs >= 0 && ageMs <= beatMs, `${ageMs}`);
    }
  },
);

Deno.test("if another program has the port, the error is clear, and no socket stays open", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  await using _first = hosts.node.inside(() => new Wire({ port, everyMs: 100, exclude: [] }));
  assert.throws(() => hosts.node.inside(() => new Wire({ port, everyMs: 100, exclude: [] })), {
    name: "ListenError",
    message: /^Cannot listen on UDP port 7946: another program uses it/,
  });
});
