import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { check } from "../../functions/check.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { keyOf } from "../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../functions/model/observed.ts";

/** The last document of a file: what stands, and what is said of the rest. Severity is `error` where it is not given. */
interface Expected {
  readonly pools: readonly string[];
  readonly l2Advertisements: readonly string[];
  /** Peers, then advertisements. */
  readonly bgp?: readonly string[];
  readonly faults: readonly {
    readonly object: string;
    readonly field: string;
    readonly reason: string;
    readonly severity?: string;
    /** A part of the message. */
    readonly message?: string;
  }[];
}

const folder = new URL("../fixtures/check/", import.meta.url);

for (const topic of Deno.readDirSync(folder)) {
  for (const { name } of Deno.readDirSync(new URL(`${topic.name}/`, folder))) {
    const text = Deno.readTextFileSync(new URL(`${topic.name}/${name}`, folder));
    const rule = text.slice(2, text.indexOf("\n"));
    Deno.test(`check ${topic.name}/${name.slice(0, -5)}: ${rule}`, () => assertChecked(text));
  }
}

function assertChecked(text: string): void {
  // deno-lint-ignore no-explicit-any
  const objects: any[] = parseAllDocuments(text).map((document) => document.toJS());
  const expected: Expected = objects.pop();
  const ofKind = (kind: string): never[] => objects.filter((object): object is never => object.kind === kind);
  const observed = {
    settings: defaultSettings,
    services: ofKind("Service"),
    namespaces: ofKind("Namespace"),
    nodes: ofKind("Node"),
    pools: ofKind("IPAddressPool"),
    l2Advertisements: ofKind("L2Advertisement"),
    bgpPeers: ofKind("BGPPeer"),
    bgpAdvertisements: ofKind("BGPAdvertisement"),
    bfdProfiles: ofKind("BFDProfile"),
    communities: ofKind("Community"),
  };
  const { pools, l2Advertisements, bgp, faults } = check(observed);
  assert.deepEqual(pools.map(({ name }) => name), expected.pools);
  assert.deepEqual(l2Advertisements.map(({ name }) => name), expected.l2Advertisements);
  assert.deepEqual([...bgp.peers, ...bgp.advertisements].map(({ name }) => name), expected.bgp ?? []);
  assert.deepEqual(
    faults.map(placeOf),
    expected.faults.map(({ message: _, object, field, ...each }) => ({ object, field, severity: "error", ...each }))
      .sort(byText),
  );
  for (const { object, field, message } of expected.faults) {
    const fault = faults.find((each) => placeOf(each).object === object && each.field === field);
    assert.ok(fault?.message.includes(message ?? ""), fault?.message ?? `no fault of ${object} at ${field}`);
  }
  assert.deepEqual(
    check({ ...observed, pools: observed.pools.toReversed(), services: observed.services.toReversed() }).faults,
    faults,
  );
}

function placeOf({ object, field, reason, severity }: Fault): Record<string, string> {
  const key = object.kind === "Service" ? keyOf({ metadata: object }) : object.name;
  return { severity, object: `${object.kind}/${key}`, field, reason };
}

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
