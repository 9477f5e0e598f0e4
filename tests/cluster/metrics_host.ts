/** The metrics and the health of a component, asked for on the host where it runs. */

import type { Host } from "../../runtime/lab/host.ts";
import { type Exposed, readExposition } from "../runtime/metrics/exposition.ts";

const address = "127.0.0.1";

/** The arguments with which a component serves its metrics; of several on one host, each needs a port of its own. */
export function metricsArguments(port = 9120): string[] {
  return ["--metrics", `${address}:${port}`];
}

/** What a component answers, as text; undefined when nobody listens. Its status does not count. */
export async function ask(host: Host, path: string, port = 9120): Promise<string | undefined> {
  const url = `http://${address}:${port}/${path}`;
  // 7: could not connect.
  return await host.run("sh", ["-c", `curl --silent --show-error --max-time 5 ${url} || test $? = 7`]) || undefined;
}

/** What a component answers, once the check holds for it. */
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
    // Nothing tells when a metric has changed: it has to be asked for.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Cannot see what was awaited of ${host.name}/${path}: ${said ?? "nobody listens"}`);
}

/** The metrics of a component, once the check holds for them. */
export async function untilMeasured(host: Host, check: (exposed: Exposed) => boolean, port?: number): Promise<Exposed> {
  return readExposition(await untilSaid(host, "metrics", (text) => check(readExposition(text)), port));
}
