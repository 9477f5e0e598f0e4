/**
 * The meaning of an API server's error answers.
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";

/** The fields of `metav1.Status` that are read. */
interface Refusal {
  readonly reason: string;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
}

/**
 * A longer pause than this is not honoured, in seconds: one wrong answer must not stop a watch for hours, and a timer
 * of more than 24 days fires at once.
 */
const longestRetryAfter = 60;

export type Failure =
  | { readonly outcome: "conflict" | "gone" | "exists" | "refused" | "expired"; readonly message: string }
  | { readonly outcome: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number };

/** The failure of an answer with an error status. Reads the answer to its end. */
export async function failureOf(response: Response): Promise<Failure> {
  const text = await response.text().catch(() => "");
  const refusal = readRefusal(text);
  const words = refusal?.message ?? (text.slice(0, 200).trim() || response.statusText);
  const status = String(response.status);
  const message = words.startsWith(status) ? words : `${status} ${words}`;
  const after = refusal?.retryAfterSeconds ?? secondsIn(response.headers);
  const asked = after === undefined ? undefined : Math.min(Math.max(0, after), longestRetryAfter);
  return failure({ status: response.status, reason: refusal?.reason ?? "", message }, asked);
}

/** The failure by the HTTP status, and by the reason if a status has several meanings. */
export function failure(
  { status, reason, message }: { readonly status: number; readonly reason: string; readonly message: string },
  retryAfterSeconds?: number,
): Failure {
  switch (status) {
    case 404:
      return { outcome: "gone", message };
    case 409:
      return { outcome: reason === "AlreadyExists" ? "exists" : "conflict", message };
    case 410:
      return { outcome: "expired", message };
    case 401:
    case 408:
    case 429:
      return unavailable(message, retryAfterSeconds);
    default:
      return status < 500 ? { outcome: "refused", message } : unavailable(message, retryAfterSeconds);
  }
}

/** The failure for an error of `fetch`: there was no connection, or it broke. */
export function unreachable(error: unknown): Failure {
  return unavailable(causeOf(error));
}

/** The pause that the server asks for, in seconds; 0 if none. */
export function retryAfter(failure: Failure): number {
  return failure.outcome === "unavailable" ? failure.retryAfterSeconds ?? 0 : 0;
}

function unavailable(message: string, retryAfterSeconds?: number): Failure {
  return { outcome: "unavailable", message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

function readRefusal(text: string): Refusal | undefined {
  try {
    const { reason, message, details }: Record<string, unknown> = Object(JSON.parse(text));
    if (typeof message !== "string") return undefined;
    const after: unknown = Object(details).retryAfterSeconds;
    return {
      reason: typeof reason === "string" ? reason : "",
      message,
      retryAfterSeconds: typeof after === "number" ? after : undefined,
    };
  } catch {
    return undefined;
  }
}

/**
 * The pause in the header `Retry-After` (RFC 9110, section 10.2.3): seconds or a date. A date counts from the `Date` of
 * the same answer, since the two clocks may differ.
 */
function secondsIn(headers: Headers): number | undefined {
  const header = headers.get("retry-after") ?? "";
  if (/^[0-9]+$/.test(header)) return Number(header);
  const [at, sentAt] = [Date.parse(header), Date.parse(headers.get("date") ?? "")];
  return Number.isNaN(at) ? undefined : Math.ceil((at - (Number.isNaN(sentAt) ? Date.now() : sentAt)) / 1000);
}
