import assert from "node:assert/strict";
import { beatMs } from "../../../functions/model/announcing/timing.ts";
import { Wire } from "../../../runtime/announcer/wire.ts";
import type { DatagramOrigin, WireEvents } from "../../../runtime/announcer/wire_port.ts";
import { haveCommands } from "../../cluster/commands.ts";
import { LinkedHosts } from "../wire/host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "bash");
const port = 7946;
const send = `bash -c 'echo beat > /dev/udp/10.0.0.1/${port}'`;

class Listener implements WireEvents {
  readonly heard: DatagramOrigin[] = [];

  frame(): void {}

  datagram(_datagram: Uint8Array, from: DatagramOrigin): void {
    this.heard.push(from);
  }

  linksChanged(): void {}
}

Deno.test(
  "a datagram ends a wait; the patient hear it when their wait ends by something else",
  { ignore },
  async () => {
    await using hosts = await LinkedHosts.start();
    await using wire = hosts.node.inside(() => new Wire({ port, exclude: [] }));
    const listener = new Listener();
    await hosts.peer.run(send);
    while (listener.heard.length < 1) await wire.wait(Infinity, listener);

    // News of the links may come late, and end a wait.
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
