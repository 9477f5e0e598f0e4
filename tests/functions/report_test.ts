import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import { conditionOf } from "../../functions/model/conditions.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import type { Condition } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { bgpListsOf } from "../../functions/model/reporting/bgp_objects.ts";
import { scenariosIn } from "./scenarios.ts";

/**
 * The expectation of a scenario; omitted fields may have any value. A text only has to begin as expected.
 */
interface Expected {
  readonly ingress?: readonly unknown[] | "none";
  readonly annotations?: Readonly<Record<string, string>>;
  /** `status reason: message` */
  readonly Allocated?: string;
  readonly Announced?: string;
  readonly since?: Readonly<Record<string, string>>;
  readonly conditions?: readonly string[];
  readonly same?: true;
  /** `type reason message` */
  readonly events?: readonly string[];
  /** `namespace/name on node: interfaces` */
  readonly l2Statuses?: readonly string[];
  readonly sameL2Statuses?: true;
  /** `namespace/name on node: peers` */
  readonly bgpStatuses?: readonly string[];
  readonly sameBGPStatuses?: true;
  /** By name of an announcer's ConfigurationState: `result status reason: message`. */
  readonly speakers?: Readonly<Record<string, string>>;
  readonly retired?: readonly string[];
  /** By name: `assigned/available` of IPv4 and of IPv6, then the condition. */
  readonly pools?: Readonly<Record<string, string>>;
  readonly advertisements?: Readonly<Record<string, string>>;
  /** By kind and name. */
  readonly bgp?: Readonly<Record<string, string>>;
  readonly configuration?: string;
  readonly errorSummary?: string;
  readonly sameConfiguration?: true;
}

for (const { name, observed, expect } of scenariosIn("report")) {
  Deno.test(`report: ${name}`, () => {
    const desired = decide(observed);
    assert.deepEqual(likeExpected(seen(desired, observed), expect), expect);
  });

  Deno.test(`report: ${name}; a second pass has no events`, () => {
    const first = decide(observed);
    const second = decide(carriedOut(observed, first));
    assert.deepEqual(second.events, []);
    for (const kind of written) assert.deepEqual(second[kind], first[kind].filter(isServed), kind);
  });
}

for (const { name, observed } of scenariosIn("report")) {
  Deno.test(`report: ${name}; another release with other messages repeats no event`, () => {
    const first = carriedOut(observed, decide(observed));
    assert.deepEqual(decide({ ...first, ...inOtherWords(first) }).events, []);
  });
}

/** All conditions with other messages, as another release may word them. */
function inOtherWords({ services, configurationStates }: Observed): Pick<Observed, "services" | "configurationStates"> {
  return JSON.parse(
    JSON.stringify({ services, configurationStates }),
    (key, value) => key === "message" || key === "errorSummary" ? `${value}, in other words` : value,
  );
}

/** False for a Service of another type: the first pass removes our fields from it, and the second pass ignores it. */
function isServed(object: Desired[typeof written[number]][number]): boolean {
  return object.kind !== "Service" || object.spec.type === "LoadBalancer";
}

const written = [
  "services",
  "l2Statuses",
  "bgpStatuses",
  "pools",
  "l2Advertisements",
  "bgpObjects",
  "configurationStates",
] as const;

function carriedOut(observed: Observed, desired: Desired): Observed {
  const { services, l2Statuses, bgpStatuses, pools, l2Advertisements, configurationStates, virtualIPs } = desired;
  const written = { services, l2Statuses, bgpStatuses, pools, l2Advertisements, configurationStates, virtualIPs };
  return { ...observed, ...written, ...bgpListsOf(desired.bgpObjects) };
}

function seen(desired: Desired, observed: Observed): Required<{ [Key in keyof Expected]: unknown }> {
  const [service] = desired.services;
  const conditions = service?.status?.conditions ?? [];
  const [configuration, ...speakers] = desired.configurationStates;
  const condition = (type: string): Condition | undefined => conditionOf(conditions, `arpeggio.dev/${type}`);
  return {
    ingress: service?.status?.loadBalancer?.ingress ?? "none",
    annotations: service?.metadata.annotations ?? {},
    Allocated: inWords(condition("Allocated")),
    Announced: inWords(condition("Announced")),
    since: Object.fromEntries(["Allocated", "Announced"].map((type) => [type, condition(type)?.lastTransitionTime])),
    conditions: conditions.map(({ type }) => type),
    same: service === observed.services[0],
    events: desired.events.map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    l2Statuses: desired.l2Statuses.map(({ status }) =>
      `${status?.serviceNamespace}/${status?.serviceName} on ${status?.node}: ` +
      (status?.interfaces ?? []).map((each) => each.name).join(" ")
    ),
    bgpStatuses: desired.bgpStatuses.map(({ status }) =>
      `${status?.serviceNamespace}/${status?.serviceName} on ${status?.node}: ${(status?.peers ?? []).join(" ")}`
    ),
    sameBGPStatuses: desired.bgpStatuses.every((each) => observed.bgpStatuses.includes(each)),
    speakers: Object.fromEntries(speakers.map(({ metadata: { name }, status }) => [
      name,
      `${status?.result} ${inWords(conditionOf(status?.conditions, "configReconcilerValid"))}`,
    ])),
    retired: desired.retiredStates.map(({ metadata: { name } }) => name),
    sameL2Statuses: desired.l2Statuses.every((each) => observed.l2Statuses.includes(each)),
    pools: Object.fromEntries(desired.pools.map(({ metadata: { name }, status }) => [
      name,
      `${status?.assignedIPv4}/${status?.availableIPv4} ${status?.assignedIPv6}/${status?.availableIPv6} ` +
      inWords(conditionOf(status?.conditions, "Valid")),
    ])),
    advertisements: Object.fromEntries(
      desired.l2Advertisements.map((
        { metadata: { name }, status },
      ) => [name, inWords(conditionOf(status?.conditions, "Valid"))]),
    ),
    bgp: Object.fromEntries(
      desired.bgpObjects.map((
        { kind, metadata: { name }, status },
      ) => [`${kind} ${name}`, inWords(conditionOf(status?.conditions, "Valid"))]),
    ),
    configuration: `${configuration?.status?.result} ${
      inWords(conditionOf(configuration?.status?.conditions, "poolReconcilerValid"))
    }`,
    errorSummary: configuration?.status?.errorSummary,
    sameConfiguration: desired.pools.every((each) => observed.pools.includes(each)) &&
      desired.l2Advertisements.every((each) => observed.l2Advertisements.includes(each)) &&
      desired.configurationStates.every((each) => observed.configurationStates.includes(each)),
  };
}

function inWords(condition: Condition | undefined): string {
  return condition === undefined ? "none" : `${condition.status} ${condition.reason}: ${condition.message}`;
}

/** The part of the result for which there is an expectation. */
function likeExpected(seen: Readonly<Record<string, unknown>>, expected: Expected): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => {
      const found = partial.has(key) && isMap(seen[key]) && isMap(value) ? pick(seen[key], value) : seen[key];
      return [key, withBeginnings(found, value)];
    }),
  );
}

/** For these fields, objects that the scenario does not name may have any state. */
const partial: ReadonlySet<string> = new Set(["since", "pools", "advertisements", "bgp"]);

function pick(seen: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(expected).map((key) => [key, seen[key]]));
}

/** If a text begins as expected, only that beginning remains. */
function withBeginnings(seen: unknown, expected: unknown): unknown {
  if (typeof seen === "string" && typeof expected === "string") return seen.startsWith(expected) ? expected : seen;
  if (Array.isArray(seen) && Array.isArray(expected)) {
    return seen.map((each, place) => withBeginnings(each, expected[place]));
  }
  if (!isMap(seen) || !isMap(expected)) return seen;
  return Object.fromEntries(Object.entries(seen).map(([key, value]) => [key, withBeginnings(value, expected[key])]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
