/**
 * Candidates whose kube-proxy fails: the rules in the node's kernel are out of date, so the node may forward packets to
 * endpoints that no longer exist.
 *
 * Why: docs/adr/0022-a-node-that-cannot-serve.md
 *
 * @module
 */

import { rankedOf } from "./candidacy.ts";
import type { Candidacy, Candidate, Exclusion } from "./election.ts";

/** The score of a node that is the last choice. The sum of weights is never negative. */
const lastChoice = -1;

/**
 * If the kube-proxy of one candidate is healthy, the candidates whose kube-proxy fails become the last choice. With
 * load sharing, each node of an order serves hosts, so there these candidates are dropped. If no kube-proxy is healthy,
 * the candidacy stays as it is.
 */
export function failingProxiesLast(candidacy: Candidacy): Candidacy {
  const { candidates: all, ranked, loadSharing, excluded } = candidacy;
  const failing = [...all.values()].filter(hasFailingProxy);
  if (failing.length === 0 || !ranked.some(({ proxy }) => proxy?.is === "healthy")) return candidacy;
  if (loadSharing === "hosts") {
    const candidates = new Map([...all].filter(([, each]) => !hasFailingProxy(each)));
    const dropped = failing.map(({ node }): Exclusion => ({ node, reason: "KubeProxyFailing" }));
    return { ...candidacy, candidates, ranked: rankedOf(candidates), excluded: [...excluded, ...dropped] };
  }
  const last = failing.map((each) => [each.node, { ...each, score: lastChoice }] as const);
  const candidates = new Map([...all, ...last]);
  return { ...candidacy, candidates, ranked: rankedOf(candidates) };
}

function hasFailingProxy({ proxy }: Candidate): boolean {
  return proxy?.is === "failing";
}
