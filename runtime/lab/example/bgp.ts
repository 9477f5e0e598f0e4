/**
 * The first manifests of a lab with a router, as text.
 *
 * @module
 */

import type { ExampleFiles } from "./example.ts";
import advertisement from "./bgp/advertisement.yaml" with { type: "text" };
import peer from "./bgp/peer.yaml" with { type: "text" };
import pool from "./bgp/pool.yaml" with { type: "text" };
import service from "./bgp/service.yaml" with { type: "text" };

/** A pool, the router as a BGPPeer, and the advertisement of the pool. */
export const bgpGround: ExampleFiles = { "pool.yaml": pool, "peer.yaml": peer, "advertisement.yaml": advertisement };

/** A Service that gets an address of the pool. */
export const bgpService: ExampleFiles = { "nginx.yaml": service };
