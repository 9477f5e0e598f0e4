/**
 * `/metrics`, `/healthz` and `/readyz` over HTTP.
 *
 * @module
 */

import { listen, type ListenAddress, textOf } from "../listen.ts";
import { logger } from "../log.ts";
import { type Check, healthText } from "./health.ts";
import { contentType, type Registry } from "./registry.ts";

const log = logger("metrics");

export interface Probes {
  /** Whether to go on: where one of these fails, only a restart helps. */
  readonly healthz: () => readonly Check[];
  /** Whether it does its work now. */
  readonly readyz: () => readonly Check[];
}

/** Serves until it is disposed of. Throws `ListenError` when the address cannot be had. */
export function serveMetrics(address: ListenAddress, registry: Registry, probes: Probes): AsyncDisposable {
  const server = listen(address, (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return plain("only GET\n", 405);
    switch (new URL(request.url).pathname) {
      case "/metrics":
        return new Response(registry.text(), { headers: { "content-type": contentType } });
      case "/healthz":
        return answer("healthz", probes.healthz());
      case "/readyz":
        return answer("readyz", probes.readyz());
      default:
        return plain("/metrics /healthz /readyz\n", 404);
    }
  });
  log.info("Metrics on http://{address}/metrics", { address: textOf({ ...address, port: server.addr.port }) });
  return { [Symbol.asyncDispose]: () => server.shutdown() };
}

function answer(what: string, checks: readonly Check[]): Response {
  const { ok, text } = healthText(what, checks);
  return plain(text, ok ? 200 : 503);
}

function plain(text: string, status: number): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
