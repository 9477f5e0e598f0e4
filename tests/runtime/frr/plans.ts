import { parseAllDocuments } from "yaml";
import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { route, type Routed } from "../../../functions/route.ts";

/** A short form of a world for a test. */
export interface PlanText {
  readonly node?: string;
  /** The labels of the node. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The `spec` of each BGPPeer, by name, in YAML flow style without the braces. */
  readonly peers: Readonly<Record<string, string>>;
  /** The `spec` of each BGPAdvertisement, by name; by default there is one BGPAdvertisement, with an empty `spec`. */
  readonly advertisements?: Readonly<Record<string, string>>;
  readonly bfdProfiles?: Readonly<Record<string, string>>;
  readonly communities?: string;
  /** The text of the ConfigMap `bgpextras`. */
  readonly extras?: string;
  /** Each advertisement announces all these addresses. */
  readonly addresses: readonly string[];
}

/** The plan for the node's FRR. Throws if it has errors. */
export function planOf(text: PlanText): Routed {
  const names = Object.keys(text.advertisements ?? { all: "" });
  const routed = route({
    settings: defaultSettings,
    node: { apiVersion: "v1", kind: "Node", metadata: { name: text.node ?? "n1", labels: text.labels ?? {} } },
    bgpPeers: objects("v1beta2", "BGPPeer", text.peers),
    bgpAdvertisements: objects("v1beta1", "BGPAdvertisement", text.advertisements ?? { all: "" }),
    bfdProfiles: objects("v1beta1", "BFDProfile", text.bfdProfiles ?? {}),
    communities: objects("v1beta1", "Community", text.communities === undefined ? {} : { names: text.communities }),
    secrets: [],
    ...(text.extras !== undefined && { extras: text.extras }),
    virtualIPs: text.addresses.map((address) => ({
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: virtualIPName(address) },
      spec: { address, pool: "first", services: [], bgp: { advertisements: names.map((name) => ({ name })) } },
    })),
  });
  const fault = routed.faults.find(({ severity }) => severity === "error");
  if (fault !== undefined) throw new Error(`${fault.object.name} ${fault.field}: ${fault.message}`);
  return routed;
}

// deno-lint-ignore no-explicit-any
function objects(version: string, kind: string, specs: Readonly<Record<string, string>>): readonly any[] {
  return Object.entries(specs).map(([name, spec]) => ({
    apiVersion: `metallb.io/${version}`,
    kind,
    metadata: { name },
    spec: parseAllDocuments(`{${spec}}`)[0]?.toJS(),
  }));
}
