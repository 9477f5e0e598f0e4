/**
 * Why: what holds for a Service, an address or a node, by which rule, and what cures what is lacking.
 *
 * @module
 */

import { check } from "./check.ts";
import { decide } from "./decide.ts";
import { settle } from "./model/allocation/settlement.ts";
import type { Explanation, Subject, Unknown } from "./model/questions/explanation.ts";
import { explainAddress } from "./model/questions/explain_address.ts";
import { explainNode } from "./model/questions/explain_node.ts";
import { explainService } from "./model/questions/explain_service.ts";
import type { Inquiry } from "./model/questions/inquiry.ts";
import type { Observed } from "./model/observed.ts";

/**
 * Decides as the controller would, and looks into what was decided and what it was decided from. Nothing is judged here by rules
 * of its own: a pool that was turned away is asked alone, by the function that asks them all.
 */
export function explain(observed: Observed, subject: Subject): Explanation | Unknown {
  const desired = decide(observed);
  const inquiry: Inquiry = {
    observed,
    desired,
    settlement: settle(observed),
    checked: check(observed),
  };
  switch (subject.about) {
    case "service":
      return explainService(subject.key, inquiry);
    case "address":
      return explainAddress(subject.address, inquiry);
    case "node":
      return explainNode(subject.name, inquiry);
  }
}
