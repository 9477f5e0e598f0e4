import assert from "node:assert/strict";
import {
  type KnownProxy,
  knownProxyText,
  type ProxyAnswer,
  proxyAnswer,
  proxyCheckMs,
  proxyHealth,
  readKnownProxy,
} from "../../../../functions/model/announcing/status/proxy_health.ts";
import type { Lease } from "../../../../functions/model/kubernetes.ts";
import { annotationKubeProxy } from "../../../../functions/model/names.ts";

const start = Date.parse("2026-11-23T10:00:00Z");
const earlier = "2026-11-23T09:00:00.000000Z";
const run = "2026-11-23T09:30:00.000000Z";

/**
 * One letter for each check, 10 s apart. `checks`: `h` healthy, `f` failed, `u` unclear. `states`: the state after each
 * check, `-` not known, `H` healthy, `F` failing.
 */
interface Row {
  readonly name: string;
  readonly checks: string;
  readonly states: string;
}

Deno.test.each<Row>([
  { name: "without kube-proxy nothing is known", checks: "ffffffff", states: "--------" },
  { name: "one healthy answer is enough at the start", checks: "ffh", states: "--H" },
  { name: "it fails after 30 s of failures", checks: "hffff", states: "HHHHF" },
  { name: "a restart of 20 s does no harm", checks: "hfffhfff", states: "HHHHHHHH" },
  { name: "a failure at every second check does no harm", checks: "hfhfhfhfhf", states: "HHHHHHHHHH" },
  { name: "it is healthy again after 30 s of health", checks: "hffffhhhh", states: "HHHHFFFFH" },
  { name: "a single healthy answer does not end a failure", checks: "hffffhffhhhf", states: "HHHHFFFFFFFF" },
  { name: "answers of another program do not count", checks: "hfufuff", states: "HHHHHHF" },
  { name: "another program on the port is no kube-proxy", checks: "uuuuff", states: "------" },
])("kube-proxy's health: $name", ({ checks, states }) => {
  const answers = { h: "healthy", f: "failed", u: "unclear" } as const;
  let health: ReturnType<typeof proxyHealth>;
  let seen = "";
  for (const [index, letter] of [...checks].entries()) {
    const answer = answers[letter as keyof typeof answers];
    health = proxyHealth(health, answer, start + index * proxyCheckMs);
    seen += health === undefined ? "-" : health.is === "healthy" ? "H" : "F";
  }
  assert.equal(seen, states);
});

Deno.test("kube-proxy's health: a state begins with the first of the checks that changed it", () => {
  let health = proxyHealth(undefined, "healthy", start);
  const after = (answer: ProxyAnswer, seconds: number): number | undefined => {
    for (const more of [0, 10, 20, 30]) health = proxyHealth(health, answer, start + (seconds + more) * 1_000);
    return health?.since;
  };
  assert.equal(health?.since, start);
  assert.equal(after("failed", 10), start + 10_000);
  assert.equal(after("healthy", 50), start + 50_000);
});

Deno.test.each([
  { status: 200, is: "healthy" },
  { status: 503, is: "failed" },
  { status: 500, is: "failed" },
  { status: undefined, is: "failed" },
  { status: 404, is: "unclear" },
  { status: 301, is: "unclear" },
])("kube-proxy's health: $status is $is", ({ status, is }) => {
  assert.equal(proxyAnswer(status), is);
});

const states: readonly KnownProxy[] = [{ is: "healthy", since: start }, { is: "failing", since: start }];
for (const proxy of states) {
  Deno.test(`kube-proxy's health: the Lease tells that it is ${proxy.is}`, () => {
    assert.deepEqual(readKnownProxy(lease(knownProxyText(proxy, run))), proxy);
  });
  Deno.test(`kube-proxy's health: an earlier run said that it is ${proxy.is}`, () => {
    assert.equal(readKnownProxy(lease(knownProxyText(proxy, earlier))), undefined);
  });
}

Deno.test.each([
  { name: "no annotation", text: undefined },
  { name: "no JSON", text: "healthy" },
  { name: "no object", text: "[1]" },
  { name: "a state of a later release", text: JSON.stringify({ is: "leaving", from: run, since: run }) },
  { name: "a state without its time", text: JSON.stringify({ is: "failing", since: run }) },
  { name: "no run", text: JSON.stringify({ is: "healthy", from: run }) },
])("kube-proxy's health: nothing is known from a Lease with $name", ({ text }) => {
  assert.equal(readKnownProxy(lease(text)), undefined);
});

function lease(text: string | undefined): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "arpeggio-announcer-n1",
      ...(text !== undefined && { annotations: { [annotationKubeProxy]: text } }),
    },
    spec: { acquireTime: run },
  };
}
