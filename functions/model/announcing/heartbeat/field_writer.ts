import { addressBytes } from "../../addresses/address_bytes.ts";
import { macBytes } from "../../wire/mac.ts";
import { type Field, type FieldType, longestName } from "./layout.ts";

const encoder = new TextEncoder();

/** Writes fields in the order of a table. Throws an Error at a field that is not the next one in the table. */
export class FieldWriter {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #fields: readonly Field[];
  #next = 0;
  #length = 0;

  constructor(capacity: number, fields: readonly Field[]) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
    this.#fields = fields;
  }

  byte(name: string, value: number): void {
    this.#begin(name, "byte");
    this.#byte(value);
  }

  short(name: string, value: number): void {
    this.#begin(name, "short");
    this.#view.setUint16(this.#length, value);
    this.#length += 2;
  }

  word(name: string, value: number): void {
    this.#begin(name, "word");
    this.#word(value);
  }

  long(name: string, value: number): void {
    this.#begin(name, "long");
    this.#word(Math.floor(value / 2 ** 32));
    this.#word(value % 2 ** 32);
  }

  /** @throws RangeError if the text is not a MAC address */
  mac(name: string, value: string): void {
    this.#begin(name, "mac");
    this.#append(macBytes(value));
  }

  /** @throws RangeError if the address cannot be written */
  address(name: string, value: string): void {
    this.#begin(name, "address");
    const bytes = addressBytes(value);
    this.#byte(bytes.length);
    this.#append(bytes);
  }

  /** @throws RangeError if the name is longer than 253 bytes */
  name(name: string, value: string): void {
    this.#begin(name, "name");
    const bytes = encoder.encode(value);
    if (bytes.length > longestName) {
      throw new RangeError(`Cannot write heartbeat: name has ${bytes.length} bytes, at most ${longestName}`);
    }
    this.#byte(bytes.length);
    this.#append(bytes);
  }

  /** Writes a list: each value has the fields of `entry`. */
  entries<Value>(name: string, values: readonly Value[], entry: readonly Field[], write: (value: Value) => void): void {
    this.#begin(name, "entries");
    this.#byte(values.length);
    const [fields, next] = [this.#fields, this.#next];
    for (const value of values) {
      [this.#fields, this.#next] = [entry, 0];
      write(value);
      this.#end();
    }
    [this.#fields, this.#next] = [fields, next];
  }

  /**
   * The bytes written.
   *
   * @throws Error if a field of the table was not written
   */
  finish(): Uint8Array {
    this.#end();
    return this.#bytes.subarray(0, this.#length);
  }

  #begin(name: string, type: FieldType): void {
    const field = this.#fields[this.#next++];
    if (field?.name === name && field.type === type) return;
    throw new Error(`Cannot write ${type} ${name}: the layout has ${field?.type ?? "nothing"} ${field?.name ?? ""}`);
  }

  #end(): void {
    const field = this.#fields[this.#next];
    if (field !== undefined && field.mayMiss !== true) {
      throw new Error(`Cannot finish: the layout goes on with ${field.type} ${field.name}`);
    }
  }

  #byte(value: number): void {
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  #word(value: number): void {
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  #append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}
