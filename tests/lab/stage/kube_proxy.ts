/**
 * A server in place of kube-proxy, on a node of a lab: it serves kube-proxy's health. `Deno.execPath() run` starts this
 * module on the node.
 *
 * @module
 */

import { addressOfHealth } from "./kube_proxy_process.ts";

/** Answers 200. After SIGUSR1 it answers 503, like a kube-proxy whose rules are out of date. */
function serve(): void {
  let status = 200;
  Deno.addSignalListener("SIGUSR1", () => status = 503);
  Deno.serve({ ...addressOfHealth, onListen: () => {} }, ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname !== "/livez" && pathname !== "/healthz") return new Response("404 page not found", { status: 404 });
    return Response.json({ healthy: status === 200 }, { status });
  });
}

if (import.meta.main) serve();
