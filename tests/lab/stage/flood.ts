/**
 * Sends the datagram HEX to a port, PER_SECOND times a second: `deno run -A --unstable-net flood.ts ADDRESS PORT
 * SECONDS PER_SECOND HEX`.
 *
 * @module
 */

const [hostname = "", port = "", seconds = "", perSecond = "", hex = ""] = Deno.args;
const tickMs = 10;
const datagram = Uint8Array.fromHex(hex);
const to: Deno.NetAddr = { transport: "udp", hostname, port: Number(port) };

const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
const began = performance.now();
let sent = 0;
for (let now = began; now < began + Number(seconds) * 1000; now = performance.now()) {
  for (const due = Number(perSecond) * (now - began) / 1000; sent < due; sent++) await socket.send(datagram, to);
  await new Promise((wake) => setTimeout(wake, tickMs));
}
socket.close();
await Deno.stdout.write(new TextEncoder().encode(`${Math.round(sent / Number(seconds))}\n`));
