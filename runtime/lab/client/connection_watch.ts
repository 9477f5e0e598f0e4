/**
 * Keeps one TCP connection to an echo server, sends a line every few milliseconds, and records each echoed line. Opens
 * a broken connection again.
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import { epochMs, writeEvent } from "./events.ts";
import { Pace } from "./pace.ts";

export interface ConnectionWatchOptions {
  readonly port: number;
  readonly everyMs: number;
}

const lineLength = 8;
const reopenAfterMs = 100;

/** Never ends. */
export async function watchConnection(address: string, options: ConnectionWatchOptions): Promise<never> {
  for (;;) {
    try {
      using connection = await Deno.connect({ hostname: address, port: options.port });
      connection.setNoDelay();
      writeEvent({ at: epochMs(), event: "open" });
      await echo(connection, options.everyMs);
    } catch (error) {
      writeEvent({ at: epochMs(), event: "broken", why: causeOf(error) });
      await new Promise((wake) => setTimeout(wake, reopenAfterMs));
    }
  }
}

/** Sends a line only after the previous line was echoed, so that each echo belongs to the line sent last. */
async function echo(connection: Deno.TcpConn, everyMs: number): Promise<never> {
  const pace = new Pace(everyMs, performance.now());
  const line = new TextEncoder().encode("arpeggi\n");
  const buffer = new Uint8Array(lineLength);
  for (;;) {
    await pace.turn();
    const at = epochMs();
    await connection.write(line);
    for (let length = 0; length < lineLength;) {
      const read = await connection.read(buffer);
      if (read === null) throw new Error("closed by the other side");
      length += read;
    }
    writeEvent({ at, event: "echo", ms: epochMs() - at });
  }
}
