import assert from "node:assert/strict";
import fc from "fast-check";
import { headerLength, programSegments } from "../../../../functions/model/wire/program_headers.ts";

const load = 1;
const stack = 0x6474e551;
const own = 6;

interface Header {
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  readonly length: bigint;
}

function headers(...all: readonly Header[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(all.length * headerLength));
  for (const [index, { type, flags, address, length }] of all.entries()) {
    const start = index * headerLength;
    view.setUint32(start, type, true);
    view.setUint32(start + 4, flags, true);
    view.setBigUint64(start + 16, address, true);
    view.setBigUint64(start + 40, length, true);
  }
  return new Uint8Array(view.buffer);
}

const itself: Header = { type: own, flags: 4, address: 0x40n, length: 224n };
const constants: Header = { type: load, flags: 4, address: 0n, length: 0x9000n };
const code: Header = { type: load, flags: 5, address: 0xa000n, length: 0x5000n };
const variables: Header = { type: load, flags: 6, address: 0x10_000n, length: 0x800n };

Deno.test("the segments are found for a program that the kernel has moved", () => {
  const at = 0x5555_0000_0040n;
  const all = headers(itself, constants, code, variables, { type: stack, flags: 6, address: 0n, length: 0n });
  assert.deepEqual(programSegments(all, at), [
    { address: 0x5555_0000_0000n, length: 0x9000n, isWritable: false },
    { address: 0x5555_0000_a000n, length: 0x5000n, isWritable: false },
    { address: 0x5555_0001_0000n, length: 0x800n, isWritable: true },
  ]);
});

Deno.test("headers without their own address give no segment", () => {
  assert.deepEqual(programSegments(headers(constants, code), 0x40n), []);
});

Deno.test("any bytes are read without fault", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void programSegments(bytes, 0n)));
});
