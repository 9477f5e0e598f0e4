/**
 * The health of a node's kube-proxy, as the node's announcer sees it, and its annotation on the announcer's Lease.
 *
 * Why: docs/adr/0022-a-node-that-cannot-serve.md
 *
 * @module
 */

import { toInstant, toTimestamp } from "../../instant.ts";
import type { Instant, Lease } from "../../kubernetes.ts";
import { annotationKubeProxy } from "../../names.ts";
import { isRecord } from "../../shape.ts";

/** The time between two checks, in ms. */
export const proxyCheckMs = 10_000;

/** The state changes after this many checks in a row that contradict it. The first and the last are 30 s apart. */
const checksToChange = 4;

/**
 * - `failed`: no answer, or an answer that kube-proxy gives when its rules are out of date.
 * - `unclear`: an answer that kube-proxy never gives, or the question did not reach its port. It says nothing about
 *   kube-proxy.
 */
export type ProxyAnswer = "healthy" | "failed" | "unclear";

/** What an announcer tells about the kube-proxy of its node. */
export interface KnownProxy {
  readonly is: "healthy" | "failing";
  /** When the state began. */
  readonly since: Instant;
}

/** The state between two checks. Undefined: kube-proxy has not been healthy since the announcer's start. */
export type ProxyHealth =
  | KnownProxy & {
    /** The checks in a row that contradict the state. */
    readonly against: number;
    /** The time of the first of these checks. */
    readonly from: Instant;
  }
  | undefined;

/**
 * The answer that a status code means; undefined: there was no answer. kube-proxy answers 200 and 503. Cilium, in its
 * place, answers 200 and 500.
 */
export function proxyAnswer(status: number | undefined): ProxyAnswer {
  if (status === 200) return "healthy";
  return status === undefined || status >= 500 ? "failed" : "unclear";
}

/** The state after a check. */
export function proxyHealth(before: ProxyHealth, answer: ProxyAnswer, now: Instant): ProxyHealth {
  if (answer === "unclear") return before;
  if (before === undefined) return answer === "healthy" ? begun("healthy", now) : undefined;
  if ((answer === "healthy") === (before.is === "healthy")) return { ...before, against: 0 };
  const against = before.against + 1;
  const from = before.against === 0 ? now : before.from;
  return against < checksToChange
    ? { ...before, against, from }
    : begun(answer === "healthy" ? "healthy" : "failing", from);
}

function begun(is: KnownProxy["is"], since: Instant): ProxyHealth {
  return { is, since, against: 0, from: since };
}

/**
 * The value of the annotation `arpeggio.dev/kube-proxy`: the state, when it began (`from`), and the announcer's run.
 *
 * @param since the `acquireTime` of the Lease, as in the heartbeat's annotation: if an older program takes the Lease
 * over, the difference shows readers that the annotation is from an earlier run
 */
export function knownProxyText(proxy: KnownProxy, since: string): string {
  return JSON.stringify({ is: proxy.is, from: toTimestamp(proxy.since), since });
}

/** Reads the annotation of a Lease; undefined if it is missing, cannot be read, or is from another run. */
export function readKnownProxy({ metadata: { annotations }, spec }: Lease): KnownProxy | undefined {
  const told = parsed(annotations?.[annotationKubeProxy]);
  if (!isRecord(told) || toInstant(told["since"]) !== toInstant(spec?.acquireTime)) return undefined;
  const [is, since] = [told["is"], toInstant(told["from"])];
  return (is === "healthy" || is === "failing") && since !== undefined ? { is, since } : undefined;
}

/**
 * The state in the Lease, with its beginning by the clock of this process; undefined if the Lease does not have it.
 * Only the time from the announcer's start to this beginning is measured by the announcer's clock.
 *
 * @param upSince when the announcer started, by the clock of this process; undefined: not known, so the beginning stays
 * by the announcer's clock
 */
export function knownProxyOf(lease: Lease, upSince: Instant | undefined): KnownProxy | undefined {
  const told = readKnownProxy(lease);
  const started = toInstant(lease.spec?.acquireTime);
  if (told === undefined || started === undefined || upSince === undefined) return told;
  return { ...told, since: upSince + Math.max(0, told.since - started) };
}

function parsed(annotation: string | undefined): unknown {
  try {
    return annotation === undefined ? undefined : JSON.parse(annotation);
  } catch {
    return undefined;
  }
}
