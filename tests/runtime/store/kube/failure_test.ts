import assert from "node:assert/strict";
import { failureOf, retryAfter } from "../../../../runtime/store/kube/failure.ts";

const sent = "Mon, 30 Nov 2026 10:00:00 GMT";

/** A refusal with these headers; `details` are those of the `Status`, as JSON. */
function busy(headers: Readonly<Record<string, string>>, details?: string): Response {
  const body = details === undefined ? "slow down" : `{"kind":"Status","message":"slow down","details":${details}}`;
  return new Response(body, { status: 429, headers });
}

Deno.test.each<{ name: string; answer: Response; seconds: number }>([
  { name: "no pause", answer: busy({}), seconds: 0 },
  { name: "seconds", answer: busy({ "retry-after": "7" }), seconds: 7 },
  { name: "seconds in the Status", answer: busy({}, '{"retryAfterSeconds": 7}'), seconds: 7 },
  {
    name: "a date, on a server whose clock differs",
    answer: busy({ "retry-after": "Mon, 30 Nov 2026 10:00:07 GMT", "date": sent }),
    seconds: 7,
  },
  {
    name: "a date in the past",
    answer: busy({ "retry-after": "Mon, 30 Nov 2026 09:00:00 GMT", "date": sent }),
    seconds: 0,
  },
  {
    name: "a date in a year",
    answer: busy({ "retry-after": "Tue, 30 Nov 2027 10:00:00 GMT", "date": sent }),
    seconds: 60,
  },
  // setTimeout fires at once after more than 2 ** 31 ms, so without a limit the requests would follow without a pause.
  { name: "more than a timer can wait", answer: busy({ "retry-after": "9999999" }), seconds: 60 },
  { name: "a number of 30 digits", answer: busy({ "retry-after": "9".repeat(30) }), seconds: 60 },
  { name: "an infinite number", answer: busy({}, '{"retryAfterSeconds": 1e999}'), seconds: 60 },
  { name: "a negative number", answer: busy({}, '{"retryAfterSeconds": -5}'), seconds: 0 },
  { name: "neither a number nor a date", answer: busy({ "retry-after": "soon" }), seconds: 0 },
])("failureOf(): a server that asks for $name", async ({ answer, seconds }) => {
  assert.equal(retryAfter(await failureOf(answer)), seconds);
});
