/**
 * Watches that count what they receive, and parse nothing. Each has a connection of its own, like a watch of an
 * announcer.
 *
 * @module
 */

import type { ApiClient } from "../../cluster/machine/api_client.ts";

const lineEnd = "\n".charCodeAt(0);
const retryMs = 1_000;

export class CountedWatches {
  events = 0;
  bytes = 0;
  /** The watches that the API server ended. */
  broken = 0;
  readonly #api: ApiClient;
  #readers = new Set<ReadableStreamDefaultReader<Uint8Array>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** The open watches. */
  get open(): number {
    return this.#readers.size;
  }

  /** Opens a watch of a collection, such as `/api/v1/nodes?labelSelector=a`, from this version on. */
  async add(path: string, resourceVersion: string): Promise<void> {
    void this.#follow(path, await this.#connect(path, resourceVersion), this.#readers);
  }

  /** Closes all watches. */
  async close(): Promise<void> {
    const readers = [...this.#readers];
    this.#readers = new Set();
    await Promise.all(readers.map((reader) => reader.cancel()));
  }

  async #connect(path: string, resourceVersion: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const response = await this.#api.fetch(`${path}&watch=1&resourceVersion=${resourceVersion}&timeoutSeconds=3600`);
    if (!response.ok || response.body === null) throw new Error(`Cannot watch ${path}: ${response.status}`);
    return response.body.getReader();
  }

  /**
   * The API server ends a watch whose events it cannot deliver in time. Then the watch begins at the present state.
   *
   * @param readers the open watches that are closed together; another set takes its place when they are closed
   */
  async #follow(
    path: string,
    first: ReadableStreamDefaultReader<Uint8Array>,
    readers: Set<ReadableStreamDefaultReader<Uint8Array>>,
  ): Promise<void> {
    let reader: typeof first | undefined = first;
    while (readers === this.#readers) {
      if (reader !== undefined) {
        readers.add(reader);
        await this.#read(reader).catch(() => undefined);
        readers.delete(reader);
        if (readers !== this.#readers) return;
        this.broken++;
      }
      await new Promise((wake) => setTimeout(wake, retryMs));
      reader = await versionOf(this.#api, path).then((version) => this.#connect(path, version)).catch(() => undefined);
    }
    await reader?.cancel();
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      this.bytes += value.length;
      for (let at = value.indexOf(lineEnd); at >= 0; at = value.indexOf(lineEnd, at + 1)) this.events++;
    }
  }
}

/** The present resourceVersion of a collection. */
export async function versionOf(api: ApiClient, path: string): Promise<string> {
  const { metadata } = await api.request("GET", `${path}&limit=1`);
  return metadata.resourceVersion ?? "";
}
