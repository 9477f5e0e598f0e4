/**
 * Starts and strikes the servers in place of kube-proxy.
 *
 * @module
 */

import type { EnteredProcess } from "../../../runtime/lab/stage/entered_process.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";

/** Where kube-proxy serves its health by default. */
export const addressOfHealth = { hostname: "127.0.0.1", port: 10_256 } as const;

/** The argument of an announcer that asks these servers. */
export const askingKubeProxy: readonly string[] = [
  "--kube-proxy",
  `${addressOfHealth.hostname}:${addressOfHealth.port}`,
];

const program = new URL("kube_proxy.ts", import.meta.url).pathname;

export function startKubeProxy(host: Host): EnteredProcess {
  const args = ["run", "--allow-net", "--no-check", "--cached-only", "--quiet", program];
  return host.spawn(Deno.execPath(), args, { stdin: "null", stdout: "null", stderr: "null" });
}
