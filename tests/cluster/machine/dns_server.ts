/**
 * A DNS server with the same answer for all names. It runs on a host of a lab: `Deno.execPath() run` starts this module
 * there. `dns.ts` is its client.
 *
 * https://www.rfc-editor.org/rfc/rfc1035#section-4.1
 *
 * @module
 */

import { createSocket } from "node:dgram";
import type { DnsAnswer } from "./dns.ts";

const headerBytes = 12;
const [isResponse, recursionAvailable, noSuchName] = [0x80, 0x80, 3];

/**
 * Answers each question for an IPv4 address with this address, and other questions with no record. If the name is not
 * known, answers every question with NXDOMAIN.
 */
function answer(question: Uint8Array, address: string, isKnown: boolean): Uint8Array {
  let end = headerBytes;
  while (question[end] !== 0 && end < question.length) end += (question[end] ?? 0) + 1;
  const isForIPv4 = question[end + 2] === 1;
  const asked = question.slice(headerBytes, end + 5);
  const isAnswered = isKnown && isForIPv4;
  const header = [
    ...question.slice(0, 2),
    isResponse | ((question[2] ?? 0) & 1),
    recursionAvailable | (isKnown ? 0 : noSuchName),
    ...[0, 1, 0, isAnswered ? 1 : 0, 0, 0, 0, 0],
  ];
  // A pointer to the name in the question; type A; class IN; 1 s to live; 4 bytes.
  const record = [0xc0, headerBytes, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split(".").map(Number)];
  return new Uint8Array([...header, ...asked, ...(isAnswered ? record : [])]);
}

async function say(word: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${word}\n`));
}

async function serve(host: string, address: string): Promise<void> {
  let mode: DnsAnswer = "address";
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address: client }) => {
    if (mode !== "nothing") socket.send(answer(question, address, mode === "address"), port, client);
  });
  socket.bind(53, host);
  await new Promise((resolve) => socket.once("listening", resolve));
  await say("listening");
  for await (const line of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const said = line.trim();
    if (said === "address" || said === "nothing" || said === "no such name") mode = said;
    await say(mode);
  }
  socket.close();
}

if (import.meta.main) await serve(Deno.args[0] ?? "", Deno.args[1] ?? "");
