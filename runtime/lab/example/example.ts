/**
 * The first manifests of a lab, as text.
 *
 * @module
 */

import advertisement from "./l2-advertisement.yaml" with { type: "text" };
import node from "./node.yaml" with { type: "text" };
import pool from "./first-pool.yaml" with { type: "text" };
import service from "./nginx.yaml" with { type: "text" };

/** File contents by file name. */
export type ExampleFiles = Readonly<Record<string, string>>;

/** A pool and its advertisement. */
export const exampleGround: ExampleFiles = { "first-pool.yaml": pool, "l2-advertisement.yaml": advertisement };

/** A Service that asks for an address of the pool. */
export const exampleService: ExampleFiles = { "nginx.yaml": service };

/** A Node with this name and address, and an EndpointSlice with its Pod. */
export function exampleNode(name: string, address: string): ExampleFiles {
  return { [`${name}.yaml`]: node.replaceAll("test-0", name).replaceAll("172.16.0.10", address) };
}
