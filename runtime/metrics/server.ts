/**
 * Serves `/metrics`, `/healthz` and `/readyz` over HTTP.
 *
 * @module
 */

import { listen, type ListenAddress, textOf } from "../ground/http/listen.ts";
import { logger } from "../ground/log.ts";
import { pause } from "../ground/pause.ts";
import { type Check, healthText } from "./health.ts";
import { contentType, type Registry } from "./registry.ts";

const log = logger("metrics");

export interface Probes {
  /** Liveness: if one of these checks fails, only a restart helps. */
  readonly healthz: () => readonly Check[];
  /** Readiness: all succeed if the process does its work now. */
  readonly readyz: () => readonly Check[];
}

/** Until 4 s after the start, an answer "not ready" is delayed. The probes of `manifests/base` time out after 5 s. */
const patienceMs = 4_000;
const lookAgainMs = 25;

/** Serves until it is disposed of. Throws `ListenError` if it cannot listen on the address. */
export function serveMetrics(address: ListenAddress, registry: Registry, probes: Probes): AsyncDisposable {
  const end = new AbortController();
  const readyz = patient(probes.readyz, end.signal);
  const server = listen(address, async ({ method, pathname }) => {
    if (method !== "GET" && method !== "HEAD") return plain("only GET\n", 405);
    switch (pathname) {
      case "/metrics":
        return new Response(registry.text(), { headers: { "content-type": contentType } });
      case "/healthz":
        return answer("healthz", probes.healthz());
      case "/readyz":
        return answer("readyz", await readyz());
      default:
        return plain("/metrics /healthz /readyz\n", 404);
    }
  });
  log.info("Metrics on http://{address}/metrics", { address: textOf({ ...address, port: server.port }) });
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      end.abort();
      await server[Symbol.asyncDispose]();
    },
  };
}

/**
 * A request waits until all checks have passed once, but at most until 4 s after the start. All later answers come at
 * once. The wait saves time: a kubelet asks as soon as the process runs, and asks again only after `periodSeconds`.
 */
function patient(checks: () => readonly Check[], end: AbortSignal): () => Promise<readonly Check[]> {
  const giveUp = performance.now() + patienceMs;
  let haveHeld = false;
  return async () => {
    while (true) {
      const found = checks();
      haveHeld ||= found.every(({ ok }) => ok);
      if (haveHeld || end.aborted || performance.now() > giveUp) return found;
      await pause(lookAgainMs, end);
    }
  };
}

function answer(what: string, checks: readonly Check[]): Response {
  const { ok, text } = healthText(what, checks);
  return plain(text, ok ? 200 : 503);
}

function plain(text: string, status: number): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
