/**
 * Reads a scenario of tests/fixtures/allocate/: a file as a user would have it, whose last document says what is expected.
 *
 * ```yaml
 * apiVersion: arpeggio.dev/test
 * kind: Expected
 * now: "2026-03-01T10:00:00Z"           # when the scenario does not depend on it, absent
 * settings: {loadBalancerClass: example.com/lb}
 * services:                             # every Service that is to have an allocation, and no other
 *   default/nginx: {addresses: [10.0.0.0/30], pool: first, message: part of the message}
 *   default/other: {reason: PoolExhausted, released: {addresses: [10.0.0.9], reason: AddressNotInPool}}
 * same: [[default/a, default/b]]        # these share an address
 * different: [[default/a, default/b]]   # these do not
 * retired: [default/c]
 * resyncAfterSeconds: 540
 * ```
 *
 * An address may be a CIDR: any address in it will do.
 */

import { parseAllDocuments } from "yaml";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";

export type AllocationWorld = Pick<
  Observed,
  "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs"
>;

export interface Expected {
  readonly now?: string;
  readonly settings?: Partial<Settings>;
  readonly services: Readonly<Record<string, ExpectedAllocation>>;
  readonly same?: readonly (readonly string[])[];
  readonly different?: readonly (readonly string[])[];
  readonly retired?: readonly string[];
  readonly resyncAfterSeconds?: number;
}

export interface ExpectedAllocation {
  readonly addresses?: readonly string[];
  readonly pool?: string;
  /** Assigned, unless it says otherwise. */
  readonly reason?: string;
  readonly message?: string;
  readonly released?: { readonly addresses: readonly string[]; readonly reason: string };
  readonly insteadOf?: string;
}

export interface AllocationScenario {
  /** The rule that it is about, from its first lines. */
  readonly rule: string;
  readonly observed: AllocationWorld;
  readonly expected: Expected;
}

const folder = new URL("../fixtures/allocate/", import.meta.url);

/** Names of all scenarios, e.g. `pool/full`. */
export function scenarioNames(): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap((topic) =>
    [...Deno.readDirSync(new URL(`${topic.name}/`, folder))].map((file) => `${topic.name}/${file.name.slice(0, -5)}`)
  ).sort();
}

export function readScenario(name: string): AllocationScenario {
  const text = Deno.readTextFileSync(new URL(`${name}.yaml`, folder));
  // deno-lint-ignore no-explicit-any
  const objects: any[] = parseAllDocuments(text).map((document) => document.toJS());
  const expected: Expected = objects.pop();
  const ofKind = (kind: string): never[] => objects.filter((object): object is never => object.kind === kind);
  return {
    rule: text.split("\n").filter((line) => line.startsWith("# ")).map((line) => line.slice(2)).join(" "),
    expected,
    observed: {
      now: Date.parse(expected.now ?? "2026-03-01T10:00:00Z"),
      settings: settingsOf(expected),
      services: ofKind("Service"),
      namespaces: ofKind("Namespace"),
      pools: ofKind("IPAddressPool"),
      virtualIPs: ofKind("VirtualIP"),
    },
  };
}

/** From files a Service counts as having cluster addresses, unless the scenario says that nothing is assumed (`null`). */
function settingsOf({ settings }: Expected): Settings {
  return JSON.parse(
    JSON.stringify({ ...defaultSettings, assume: "live", ...settings }),
    (_, value) => value ?? undefined,
  );
}
