import { addressText } from "../../addresses/address_bytes.ts";
import { macText } from "../../wire/mac.ts";
import type { Field, FieldType } from "./layout.ts";

const decoder = new TextDecoder();

/** Reads fields in the order of a table. A read past the end returns zeros and makes `isWhole` false. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #fields: readonly Field[];
  #next = 0;
  #offset = 0;

  constructor(bytes: Uint8Array, fields: readonly Field[]) {
    this.#bytes = bytes;
    this.#fields = fields;
  }

  /** True if no read went past the end. */
  get isWhole(): boolean {
    return this.#offset <= this.#bytes.length;
  }

  /** How many bytes are left; negative after a read past the end. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  byte(name: string): number {
    this.#begin(name, "byte");
    return this.#byte();
  }

  short(name: string): number {
    this.#begin(name, "short");
    return (this.#byte() << 8) | this.#byte();
  }

  word(name: string): number {
    this.#begin(name, "word");
    return this.#word();
  }

  long(name: string): number {
    this.#begin(name, "long");
    return this.#word() * 2 ** 32 + this.#word();
  }

  mac(name: string): string {
    this.#begin(name, "mac");
    return macText(this.#take(6), 0);
  }

  /** The address as text; undefined if its length is neither 4 nor 16 bytes. */
  address(name: string): string | undefined {
    this.#begin(name, "address");
    const length = this.#byte();
    const bytes = this.#take(length);
    return length === 4 || length === 16 ? addressText(bytes) : undefined;
  }

  name(name: string): string {
    this.#begin(name, "name");
    return decoder.decode(this.#take(this.#byte()));
  }

  /** The values of all entries; undefined if one of them cannot be read. */
  entries<Value>(
    name: string,
    entry: readonly Field[],
    read: () => Value | undefined,
  ): readonly Value[] | undefined {
    this.#begin(name, "entries");
    const [fields, next] = [this.#fields, this.#next];
    const values: Value[] = [];
    for (let left = this.#byte(); left > 0; left--) {
      [this.#fields, this.#next] = [entry, 0];
      const value = read();
      if (value === undefined || !this.isWhole) return undefined;
      values.push(value);
    }
    [this.#fields, this.#next] = [fields, next];
    return values;
  }

  #begin(name: string, type: FieldType): void {
    const field = this.#fields[this.#next++];
    if (field?.name === name && field.type === type) return;
    throw new Error(`Cannot read ${type} ${name}: the layout has ${field?.type ?? "nothing"} ${field?.name ?? ""}`);
  }

  #byte(): number {
    return this.#bytes[this.#offset++] ?? 0;
  }

  #word(): number {
    return ((this.#byte() << 24) | (this.#byte() << 16) | (this.#byte() << 8) | this.#byte()) >>> 0;
  }

  #take(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(this.#offset, this.#offset + length));
    this.#offset += length;
    return bytes;
  }
}
