/**
 * All decisions of a pass as text, by subject: a form in which two passes can be compared.
 *
 * @module
 */

import type { Decision } from "../reporting/desired.ts";

/** E.g. `Service default/web`, `Address 192.0.2.33`, `Fault IPAddressPool metallb-system/first spec.addresses[0]`. */
export type DecisionSubject = string;

/** Each decision as text. Two decisions are equal if their texts are equal. */
export type Decisions = ReadonlyMap<DecisionSubject, string>;

export function decisionsOf({ allocations, elections, virtualIPs, faults }: Decision): Decisions {
  const decisions = new Map<DecisionSubject, string>();
  for (const { service, addresses, pool, verdict, released } of allocations) {
    const lost = released === undefined
      ? ""
      : `; takes away ${released.addresses.join(" and ")}: ${released.why.message}`;
    const has = addresses.length === 0 ? "" : ` ${addresses.join(" and ")} of ${pool}`;
    decisions.set(`Service ${service}`, `${verdict.reason}${has}: ${verdict.message}${lost}`);
  }
  const plans = new Map(virtualIPs.map(({ spec }) => [spec.address, spec]));
  for (const { address, verdict } of elections) {
    const plan = plans.get(address);
    const order = plan?.l2 === undefined
      ? ""
      : ` ${plan.l2.order.map(entryText).join(" > ")}, revision ${plan.l2.revision}`;
    const bgp = plan?.bgp === undefined ? "" : ` by BGP ${JSON.stringify(plan.bgp.advertisements)}`;
    decisions.set(`Address ${address}`, `${verdict.reason}${order}${bgp}: ${verdict.message}`);
  }
  for (const { object: { kind, namespace, name }, field, severity, message } of faults) {
    const subject = `Fault ${kind} ${namespace === undefined ? name : `${namespace}/${name}`} ${field}`;
    const before = decisions.get(subject);
    decisions.set(subject, `${before === undefined ? "" : `${before}; `}${severity}: ${message}`);
  }
  return decisions;
}

function entryText({ node, interfaces }: { readonly node: string; readonly interfaces?: readonly string[] }): string {
  return interfaces === undefined ? node : `${node} on ${interfaces.join("+")}`;
}
