/** Reads the metrics and the health of a component, on the host where it runs. */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import { type Exposed, readExposition } from "../../runtime/metrics/exposition.ts";

const address = "127.0.0.1";

/** The arguments for a component that serves metrics. Components on one host need different ports. */
export function metricsArguments(port = 9120): string[] {
  return ["--metrics", `${address}:${port}`];
}

/**
 * The body of a component's answer, with any HTTP status; undefined if the body is empty or no program listens on the
 * port.
 */
export async function ask(host: Host, path: string, port = 9120): Promise<string | undefined> {
  const url = `http://${address}:${port}/${path}`;
  // curl exits with 7 if it cannot connect.
  return await host.run("sh", ["-c", `curl --silent --show-error --max-time 5 ${url} || test $? = 7`]) || undefined;
}

/** Waits until the check holds for a component's answer, and returns the answer. */
export async function untilSaid(
  host: Host,
  path: string,
  check: (text: string) => boolean,
  port?: number,
): Promise<string> {
  let said: string | undefined;
  for (const giveUp = performance.now() + 60_000; performance.now() < giveUp;) {
    said = await ask(host, path, port);
    if (said !== undefined && check(said)) return said;
    // No event reports that a metric has changed, so this polls.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Cannot see what was awaited of ${host.name}/${path}: ${said ?? "no program listens"}`);
}

/** Waits until the check holds for a component's metrics, and returns them. */
export async function untilMeasured(host: Host, check: (exposed: Exposed) => boolean, port?: number): Promise<Exposed> {
  return readExposition(await untilSaid(host, "metrics", (text) => check(readExposition(text)), port));
}
