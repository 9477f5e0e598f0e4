/**
 * The manifests that a lab starts with, as text.
 *
 * @module
 */

import advertisement from "./example/l2-advertisement.yaml" with { type: "text" };
import node from "./example/node.yaml" with { type: "text" };
import pool from "./example/first-pool.yaml" with { type: "text" };
import service from "./example/nginx.yaml" with { type: "text" };

/** File names and what is in them. */
export type ExampleFiles = Readonly<Record<string, string>>;

/** A pool, and how it is announced. */
export const exampleGround: ExampleFiles = { "first-pool.yaml": pool, "l2-advertisement.yaml": advertisement };

/** A Service that wants an address of the pool. */
export const exampleService: ExampleFiles = { "nginx.yaml": service };

/** One Node. */
export function exampleNode(name: string, address: string): ExampleFiles {
  return { [`${name}.yaml`]: node.replaceAll("test-0", name).replaceAll("172.16.0.10", address) };
}
