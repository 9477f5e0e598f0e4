/**
 * Answers `arpeggio why`: the state of a Service, an address, a node, a pool or a BGPPeer, the rules behind it, and
 * what to do.
 *
 * Why: docs/adr/0013-questions-ask-the-functions.md
 *
 * @module
 */

import { check } from "./check.ts";
import { decisionOf } from "./decide.ts";
import type { Explanation, Subject, Unknown } from "./model/questions/explanation.ts";
import { explainAddress } from "./model/questions/explain_address.ts";
import { explainNode } from "./model/questions/explain_node.ts";
import { explainPeer } from "./model/questions/explain_peer.ts";
import { explainPool } from "./model/questions/explain_pool.ts";
import { explainService } from "./model/questions/explain_service.ts";
import type { Inquiry } from "./model/questions/inquiry.ts";
import type { Observed } from "./model/observed.ts";

/**
 * Decides as the controller would, and explains the decision. It applies no rules of its own. For example, to explain
 * why a pool was rejected, it calls the functions of `allocate` as if this pool were the only one. Returns `Unknown` if
 * the subject does not exist.
 */
export function explain(observed: Observed, subject: Subject): Explanation | Unknown {
  const { decision, settlement } = decisionOf(observed);
  const inquiry: Inquiry = {
    observed,
    decision,
    settlement,
    checked: check(observed, decision.configuration),
  };
  switch (subject.about) {
    case "service":
      return explainService(subject.key, inquiry);
    case "address":
      return explainAddress(subject.address, inquiry, subject.host);
    case "node":
      return explainNode(subject.name, inquiry);
    case "pool":
      return explainPool(subject.name, inquiry);
    case "peer":
      return explainPeer(subject.name, inquiry);
  }
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("explain");
