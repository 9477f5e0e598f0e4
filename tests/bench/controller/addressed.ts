/**
 * Records when Services get their addresses.
 *
 * @module
 */

import type { ApiClient } from "../../cluster/machine/api_client.ts";
import { type ServiceObject, statusOf } from "../../cluster/machine/services.ts";
import { textLines } from "../../cluster/machine/text_lines.ts";

export interface Addressed {
  /** For each Service name, the `performance.now()` of the first watch event with an address. */
  readonly at: ReadonlyMap<string, number>;
  /** Resolves when `count` Services have an address; `count` is the argument of `watchAddressed`. */
  readonly all: Promise<void>;
}

/** Watches a collection of Services. After this resolves, no change is missed. */
export async function watchAddressed(api: ApiClient, path: string, count: number): Promise<Addressed> {
  const { metadata: { resourceVersion } } = await api.request("GET", `${path}&limit=1`);
  const response = await api.fetch(`${path}&watch=1&resourceVersion=${resourceVersion}`);
  if (response.body === null) throw new Error(`Cannot watch ${path}: ${response.status}`);
  const at = new Map<string, number>();
  return { at, all: collect(response.body, at, count) };
}

async function collect(body: ReadableStream<Uint8Array>, at: Map<string, number>, count: number): Promise<void> {
  for await (const line of textLines(body)) {
    const { object }: { readonly object: ServiceObject } = JSON.parse(line);
    const { name } = object.metadata;
    if (!at.has(name) && statusOf(object).address !== undefined) at.set(name, performance.now());
    if (at.size === count) return;
  }
  throw new Error(`Cannot see all addresses: the watch ended after ${at.size} of ${count}`);
}
