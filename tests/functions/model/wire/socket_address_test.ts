import assert from "node:assert/strict";
import fc from "fast-check";
import { readControlMessages } from "../../../../functions/model/wire/control_messages.ts";
import { timeInControl } from "../../../../functions/model/wire/packet_time.ts";
import { linkInControl, packetInfo } from "../../../../functions/model/wire/packet_info.ts";
import { parseSocketAddress, socketAddressBytes } from "../../../../functions/model/wire/socket_address.ts";
import { hex, ipv4Addresses, ipv6Addresses, nearlyFrames } from "../frame_arbitraries.ts";

Deno.test("an IPv6 address has its link as scope", () => {
  assert.deepEqual(
    socketAddressBytes({ address: "fe80::1", port: 7946 }, 3),
    hex(`0a00 1f0a 00000000 fe80${"00".repeat(13)}01 03000000`),
  );
});

Deno.test("every socket address survives writing and reading", () => {
  fc.assert(fc.property(fc.oneof(ipv4Addresses, ipv6Addresses), fc.nat(65535), (address, port) => {
    assert.deepEqual(parseSocketAddress(socketAddressBytes({ address, port })), { address, port });
  }));
});

Deno.test.each([{ family: "IPv4" }, { family: "IPv6" }] as const)(
  "packet info for $family names its link",
  ({ family }) => {
    assert.equal(linkInControl(readControlMessages(packetInfo(family, 4711))), 4711);
  },
);

Deno.test("the link and the time of a datagram are found in the control messages", () => {
  const time = hex("20000000 00000000 01000000 23000000 e8030000 00000000 a0252600 00000000");
  const unknown = hex("11000000 00000000 01000000 63000000 ff000000 00000000");
  const told = readControlMessages(Uint8Array.from([...unknown, ...time, ...packetInfo("IPv4", 7)]));
  assert.equal(linkInControl(told), 7);
  assert.equal(timeInControl(told), 1_000_002.5);
  assert.equal(timeInControl(readControlMessages(packetInfo("IPv4", 7))), undefined);
});

Deno.test("any bytes are read without fault", () => {
  const address = socketAddressBytes({ address: "fe80::1", port: 7946 }, 3);
  fc.assert(fc.property(nearlyFrames(address), (bytes) => void parseSocketAddress(bytes)));
  fc.assert(fc.property(nearlyFrames(packetInfo("IPv6", 3)), (bytes) => {
    const messages = readControlMessages(bytes);
    linkInControl(messages);
    timeInControl(messages);
  }));
});
