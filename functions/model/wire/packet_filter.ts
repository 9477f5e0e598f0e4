/**
 * Classic BPF programs (Linux `Documentation/networking/filter.rst`). The kernel runs them, and drops frames about other
 * hosts' addresses before they reach this process. So a flood of ARP requests for other hosts costs this process
 * nothing, as long as the filter has at most 1000 addresses (see `frame_selection.ts`).
 *
 * @module
 */

export interface Instruction {
  readonly code: number;
  /** How many instructions to skip if a comparison is true (`jumpTrue`) or false (`jumpFalse`). */
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

/** Up to this many words are compared one after the other; a binary search divides a longer list. */
const leafSize = 16;

/** Continues the program if the byte at `offset` is one of `values`; otherwise drops the frame. */
export function dropUnless(offset: number, values: readonly number[]): Instruction[] {
  const comparisons = values.map((value, index) => ifEqual(value, values.length - index));
  return [{ code: loadByte, jumpTrue: 0, jumpFalse: 0, operand: offset }, ...comparisons, drop()];
}

/** Continues the program if one of the bits is set in the byte at `offset`; otherwise drops the frame. */
export function dropUnlessAnyOf(offset: number, bits: number): Instruction[] {
  return [
    { code: loadByte, jumpTrue: 0, jumpFalse: 0, operand: offset },
    { code: jumpIfAnyOf, jumpTrue: 1, jumpFalse: 0, operand: bits },
    drop(),
  ];
}

/** Accepts the frame if the four bytes at `offset` are one of `words`; otherwise the program continues. */
export function acceptIf(offset: number, words: Iterable<number>): Instruction[] {
  const sorted = Array.from(words).sort((a, b) => a - b);
  const program = [{ code: loadWord, jumpTrue: 0, jumpFalse: 0, operand: offset }];
  addSearch(program, sorted, { from: 0, to: sorted.length, after: 0 });
  return program;
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** The number of instructions of the search that follow after this part. */
  readonly after: number;
}

/**
 * Appends the search to `program`. All parts write into this one array, since copies would cost time: a node builds its
 * program again for each new address.
 */
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

/** Skips `distance` instructions if the accumulator is below the operand. */
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

/** An instruction that may jump to labels. Without a label, the next instruction follows. */
export interface Line {
  readonly label?: string;
  readonly code: number;
  readonly operand?: number;
  readonly jumpTrue?: string;
  readonly jumpFalse?: string;
}

/**
 * The instructions of these lines, with a distance in place of each label.
 *
 * @throws RangeError if a label is not after the jump to it
 */
export function assemble(lines: readonly Line[]): Instruction[] {
  return lines.map(({ code, operand = 0, jumpTrue, jumpFalse }, index) => {
    const distance = (label: string | undefined): number => {
      if (label === undefined) return 0;
      const at = lines.findIndex((each) => each.label === label);
      if (at <= index) throw new RangeError(`Cannot jump to ${label}: it does not come after line ${index}`);
      return at - index - 1;
    };
    return { code, operand, jumpTrue: distance(jumpTrue), jumpFalse: distance(jumpFalse) };
  });
}

/** The program in the kernel's format: an array of `struct sock_filter`. */
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
