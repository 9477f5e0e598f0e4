/**
 * A client of the socket on which a daemon of FRR accepts commands, with the protocol of `vtysh`: a command ends with a
 * zero byte, and an answer is text, three zero bytes and a status byte.
 *
 * @module
 */

export interface VtyAnswer {
  /** True if FRR accepted the command (`CMD_SUCCESS`). */
  readonly ok: boolean;
  /** The text of the answer. */
  readonly words: string;
}

/** One connection. Commands are sent one after the other. */
export class Vty implements Disposable {
  readonly #connection: Deno.UnixConn;
  readonly #answers: ((answer: VtyAnswer | undefined) => void)[] = [];
  #closed = false;
  /** Resolves when the daemon has gone or the connection was closed. */
  readonly ended: Promise<void>;

  private constructor(connection: Deno.UnixConn) {
    this.#connection = connection;
    this.ended = this.#listen();
  }

  /**
   * Throws if no daemon listens at the path, or if it does not answer within `patienceMs`: the kernel accepts
   * connections to a daemon that hangs.
   */
  static async connect(path: string, patienceMs: number): Promise<Vty> {
    const vty = new Vty(await Deno.connect({ transport: "unix", path }));
    const timer = setTimeout(() => vty.close(), patienceMs);
    const answer = await vty.ask("enable");
    clearTimeout(timer);
    if (answer === undefined) throw new Error(`Cannot talk to the daemon at ${path}: it does not answer`);
    return vty;
  }

  /** Sends a command; undefined if the daemon went away before it answered. */
  async ask(command: string): Promise<VtyAnswer | undefined> {
    if (this.#closed) return undefined;
    const { promise, resolve } = Promise.withResolvers<VtyAnswer | undefined>();
    this.#answers.push(resolve);
    // If sending fails, reading ends too, and resolves the answer with undefined.
    await this.#send(new TextEncoder().encode(`${command.replaceAll("\0", "")}\0`)).catch(() => {});
    return await promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) sent += await this.#connection.write(bytes.subarray(sent));
  }

  async #listen(): Promise<void> {
    let waiting = new Uint8Array();
    const buffer = new Uint8Array(65536);
    try {
      for (let read = await this.#connection.read(buffer); read !== null; read = await this.#connection.read(buffer)) {
        waiting = this.#answerFrom(joined(waiting, buffer.subarray(0, read)));
      }
    } catch {
      // The socket broke or was closed: the connection has ended.
    }
    this.close();
    for (const answer of this.#answers.splice(0)) answer(undefined);
  }

  /** Delivers all complete answers; returns the bytes of an incomplete answer. */
  #answerFrom(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    let rest = bytes;
    for (let end = endOfText(rest); end !== undefined; end = endOfText(rest)) {
      const words = new TextDecoder().decode(rest.subarray(0, end)).trim();
      this.#answers.shift()?.({ ok: rest[end + 3] === 0, words });
      rest = rest.slice(end + 4);
    }
    return rest;
  }
}

/** The offset of the three zero bytes; undefined until the status byte has arrived. The text contains no zero bytes. */
function endOfText(bytes: Uint8Array): number | undefined {
  const end = bytes.indexOf(0);
  return end >= 0 && bytes.length >= end + 4 ? end : undefined;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
