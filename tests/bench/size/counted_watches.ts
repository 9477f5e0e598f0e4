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
  /** The open watches. */
  open = 0;
  readonly #api: ApiClient;
  #stop = new AbortController();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Opens a watch of a collection, such as `/api/v1/nodes?labelSelector=a`, from this version on. */
  async add(path: string, resourceVersion: string): Promise<void> {
    const { signal } = this.#stop;
    const body = await this.#open(path, resourceVersion, signal);
    void this.#follow(path, body, signal);
  }

  /** Closes all watches. */
  close(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  async #open(path: string, resourceVersion: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#api.fetch(`${path}&watch=1&resourceVersion=${resourceVersion}&timeoutSeconds=3600`, {
      signal,
    });
    if (!response.ok || response.body === null) throw new Error(`Cannot watch ${path}: ${response.status}`);
    return response.body;
  }

  /** The API server ends a watch whose events it cannot deliver in time. Then the watch begins at the present state. */
  async #follow(path: string, first: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    let body: ReadableStream<Uint8Array> | undefined = first;
    while (!signal.aborted) {
      if (body !== undefined) {
        this.open++;
        await this.#read(body).catch(() => undefined);
        this.open--;
        if (signal.aborted) return;
        this.broken++;
      }
      await new Promise((wake) => setTimeout(wake, retryMs));
      body = await versionOf(this.#api, path).then((version) => this.#open(path, version, signal))
        .catch(() => undefined);
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of body) {
      this.bytes += chunk.length;
      for (let at = chunk.indexOf(lineEnd); at >= 0; at = chunk.indexOf(lineEnd, at + 1)) this.events++;
    }
  }
}

/** The present resourceVersion of a collection. */
export async function versionOf(api: ApiClient, path: string): Promise<string> {
  const { metadata } = await api.request("GET", `${path}&limit=1`);
  return metadata.resourceVersion ?? "";
}
