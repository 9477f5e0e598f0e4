/**
 * Classic BPF programs (Linux `Documentation/networking/filter.rst`) with which the kernel drops, before any copy, the
 * frames that speak of addresses nobody here asked for: a flood of foreign ARP requests costs this process nothing.
 *
 * @module
 */

export interface Instruction {
  readonly code: number;
  /** How many instructions to skip when a comparison holds, and when not. */
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly operand: number;
}

const loadWord = 0x20;
const loadByte = 0x30;
const jumpAlways = 0x05;
const jumpIfEqual = 0x15;
const result = 0x06;

/** A jump is at most 255 instructions long, so the way to `accept` is repeated in between. */
const blockLength = 250;

/** Drops the frame unless the byte at `offset` is one of `values`; otherwise the program goes on. */
export function dropUnless(offset: number, values: readonly number[]): Instruction[] {
  const comparisons = values.map((value, index) => ifEqual(value, values.length - index));
  return [{ code: loadByte, jumpTrue: 0, jumpFalse: 0, operand: offset }, ...comparisons, drop()];
}

/** Accepts the frame if the four bytes at `offset` are one of `words`; otherwise the program goes on. */
export function acceptIf(offset: number, words: readonly number[]): Instruction[] {
  const program: Instruction[] = [{ code: loadWord, jumpTrue: 0, jumpFalse: 0, operand: offset }];
  for (let start = 0; start < words.length; start += blockLength) {
    const block = words.slice(start, start + blockLength);
    program.push(...block.map((word, index) => ifEqual(word, block.length - index)));
    program.push({ code: jumpAlways, jumpTrue: 0, jumpFalse: 0, operand: 1 }, accept());
  }
  return program;
}

export function accept(): Instruction {
  return { code: result, jumpTrue: 0, jumpFalse: 0, operand: 0xffff_ffff };
}

export function drop(): Instruction {
  return { code: result, jumpTrue: 0, jumpFalse: 0, operand: 0 };
}

function ifEqual(operand: number, jumpTrue: number): Instruction {
  return { code: jumpIfEqual, jumpTrue, jumpFalse: 0, operand };
}

/** The program as the kernel takes it: an array of `struct sock_filter`. */
export function filterBytes(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * 8));
  for (const [index, { code, jumpTrue, jumpFalse, operand }] of program.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, operand, true);
  }
  return new Uint8Array(view.buffer);
}
