/**
 * Reads any path of an API server, e.g. of kinds that are not in `kindTable`. Writes nothing.
 *
 * @module
 */

import type { ApiAnswer, Reader } from "../reader.ts";
import type { Access } from "./access.ts";
import { Connection } from "./connection.ts";
import { deadline } from "../../ground/deadline.ts";
import { failureOf, unreachable } from "./failure.ts";

/** The limit for one answer. */
const timeoutMs = 15_000;

export class ApiReader implements Reader {
  readonly #connection: Connection;

  constructor(access: Access, userAgent: string) {
    this.#connection = new Connection(access, { userAgent });
  }

  async read(path: string, query: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    using limit = deadline(timeoutMs, new AbortController().signal);
    try {
      const response = await this.#connection.request({ method: "GET", path, query, signal: limit.signal });
      if (response.ok) return { outcome: "read", text: await response.text() };
      return { outcome: "failed", message: (await failureOf(response)).message };
    } catch (error) {
      return { outcome: "failed", message: unreachable(error).message };
    }
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }
}
