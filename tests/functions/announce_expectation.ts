/**
 * Brings the expectation of a scenario of `announce` and the result into one form, so that a test can compare them.
 *
 * @module
 */

import type { VirtualIPStatus } from "../../functions/model/crds.ts";
import type { Announcing } from "../../functions/model/announcing/duties/situation.ts";
import { toldOf } from "./announce_duty.ts";
import { absolute, addressOf, macOf, type Scenario, scenarioNow } from "./announce_scenario.ts";

/** The expectation and the result. Of the duty, both contain only the fields that the row names. */
export function compared(scenario: Scenario, announcing: Announcing): { expected: unknown; actual: unknown } {
  const { expect } = scenario;
  const address = addressOf(scenario);
  const told = typeof expect.duty === "string" ? { state: expect.duty } : expect.duty;
  const duty = announcing.duties.get(address);
  const actualDuty: Readonly<Record<string, unknown>> = duty === undefined ? { state: "none" } : toldOf(duty);
  const { again } = expect;
  const resyncAt = announcing.resyncAt.get(address);
  return {
    expected: {
      duty: absolute(told),
      answers: macsByLink(expect.answers ?? {}),
      gratuitous: expect.gratuitous ?? [],
      probes: expect.probes ?? [],
      claims: expect.claims ?? "none",
      declines: expect.declines ?? false,
      status: expect.status ?? "as it is",
      ...(again !== undefined && { again }),
    },
    actual: {
      duty: Object.fromEntries(Object.keys(told).map((key) => [key, actualDuty[key] ?? null])),
      answers: announcing.answers.get(address) ?? {},
      gratuitous: announcing.gratuitous.map((on) => on.link),
      probes: announcing.probes.map((on) => on.link),
      claims: announcing.claims.find((claim) => claim.address === address)?.revision ?? "none",
      declines: announcing.declines.includes(address),
      status: summary(announcing.statuses[0]?.status),
      ...(again !== undefined && { again: resyncAt === undefined ? "never" : resyncAt - scenarioNow }),
    },
  };
}

function macsByLink(told: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(told).map(([link, name]) => [link, macOf(name, link)]));
}

/**
 * The fields of the status that are not absent, with instants in milliseconds from now. A condition becomes a field,
 * such as `Announced: True Announcing`.
 */
function summary(status: VirtualIPStatus | undefined): unknown {
  if (status === undefined) return "as it is";
  const { node, interfaces, revision, since, silentSince, takenFrom, takenFromLease, hosts, conditions = [] } = status;
  return {
    ...(node !== undefined && { node }),
    ...(interfaces !== undefined && { interfaces }),
    ...(revision !== undefined && { revision }),
    ...(since !== undefined && { since: Date.parse(since) - scenarioNow }),
    ...(silentSince !== undefined && { silentSince: Date.parse(silentSince) - scenarioNow }),
    ...(takenFrom !== undefined && { takenFrom }),
    ...(takenFromLease !== undefined && { takenFromLease }),
    ...(hosts !== undefined && { hosts: Object.fromEntries(hosts.map(({ node, count }) => [node, count])) }),
    ...Object.fromEntries(conditions.map((each) => [each.type, `${each.status} ${each.reason}`])),
  };
}
