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
const jumpIfAtLeast = 0x35;
const jumpIfAnyOf = 0x45;
const result = 0x06;

/** So few words are compared one after another, more by halves. */
const leafSize = 16;

/** Drops the frame unless the byte at `offset` is one of `values`; otherwise the program goes on. */
export function dropUnless(offset: number, values: readonly number[]): Instruction[] {
  const comparisons = values.map((value, index) => ifEqual(value, values.length - index));
  return [{ code: loadByte, jumpTrue: 0, jumpFalse: 0, operand: offset }, ...comparisons, drop()];
}

/** Drops the frame unless one of the bits is set in the byte at `offset`; otherwise the program goes on. */
export function dropUnlessAnyOf(offset: number, bits: number): Instruction[] {
  return [
    { code: loadByte, jumpTrue: 0, jumpFalse: 0, operand: offset },
    { code: jumpIfAnyOf, jumpTrue: 1, jumpFalse: 0, operand: bits },
    drop(),
  ];
}

/** Accepts the frame if the four bytes at `offset` are one of `words`; otherwise the program goes on. */
export function acceptIf(offset: number, words: Iterable<number>): Instruction[] {
  const sorted = Array.from(words).sort((a, b) => a - b);
  const program = [{ code: loadWord, jumpTrue: 0, jumpFalse: 0, operand: offset }];
  addSearch(program, sorted, { from: 0, to: sorted.length, after: 0 });
  return program;
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** How many instructions of the whole search come after those of this part. */
  readonly after: number;
}

/** All into one array: a node with a thousand addresses makes its program anew each time it asks for one more. */
function addSearch(program: Instruction[], words: readonly number[], { from, to, after }: Part): void {
  if (to - from <= leafSize) {
    for (let index = from; index < to; index++) program.push(ifEqual(words[index] ?? 0, to - index));
    program.push(jump(1 + after), accept());
    return;
  }
  const middle = (from + to) >> 1;
  const lower = searchLength(middle - from);
  const upper = searchLength(to - middle);
  program.push(ifBelow(words[middle] ?? 0, 1), jump(lower));
  addSearch(program, words, { from, to: middle, after: upper + after });
  addSearch(program, words, { from: middle, to, after });
}

function searchLength(count: number): number {
  if (count <= leafSize) return count + 2;
  const half = count >> 1;
  return 2 + searchLength(half) + searchLength(count - half);
}

/** Skips `distance` instructions when the accumulator is below the operand. */
function ifBelow(operand: number, distance: number): Instruction {
  return { code: jumpIfAtLeast, jumpTrue: 0, jumpFalse: distance, operand };
}

function ifEqual(operand: number, distance: number): Instruction {
  return { code: jumpIfEqual, jumpTrue: distance, jumpFalse: 0, operand };
}

function jump(distance: number): Instruction {
  return { code: jumpAlways, jumpTrue: 0, jumpFalse: 0, operand: distance };
}

export function accept(): Instruction {
  return { code: result, jumpTrue: 0, jumpFalse: 0, operand: 0xffff_ffff };
}

export function drop(): Instruction {
  return { code: result, jumpTrue: 0, jumpFalse: 0, operand: 0 };
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
