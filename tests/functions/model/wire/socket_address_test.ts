import assert from "node:assert/strict";
import fc from "fast-check";
import { linkInPacketInfo, packetInfo } from "../../../../functions/model/wire/packet_info.ts";
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
    assert.equal(linkInPacketInfo(packetInfo(family, 4711)), 4711);
  },
);

Deno.test("any bytes are read without fault", () => {
  const address = socketAddressBytes({ address: "fe80::1", port: 7946 }, 3);
  fc.assert(fc.property(nearlyFrames(address), (bytes) => void parseSocketAddress(bytes)));
  fc.assert(fc.property(nearlyFrames(packetInfo("IPv6", 3)), (bytes) => void linkInPacketInfo(bytes)));
});
