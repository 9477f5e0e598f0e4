import { parseAllDocuments } from "yaml";
import { defaultSettings } from "../../functions/model/observed.ts";
import type { RouteInput } from "../../functions/route.ts";
import { scenariosIn, type Told } from "./scenarios.ts";

export interface RouteFixture {
  readonly name: string;
  readonly input: RouteInput;
  /** The expected configuration of FRR. */
  readonly golden: URL;
}

export function routeFixtures(): RouteFixture[] {
  return scenariosIn("route").map(({ name, objects, expect }) => ({
    name,
    input: inputOf(objects),
    golden: new URL(`../fixtures/route/${expect}`, import.meta.url),
  }));
}

/** The world that a YAML text describes. The input is for its first node. */
export function routeInput(yaml: string): RouteInput {
  return inputOf(
    parseAllDocuments(yaml).map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS();
    }),
  );
}

function inputOf(objects: readonly Told[]): RouteInput {
  const ofKind = (kind: string): readonly Told[] => objects.filter((object) => object.kind === kind);
  return {
    settings: defaultSettings,
    node: ofKind("Node")[0],
    virtualIPs: ofKind("VirtualIP"),
    bgpPeers: ofKind("BGPPeer"),
    bgpAdvertisements: ofKind("BGPAdvertisement"),
    bfdProfiles: ofKind("BFDProfile"),
    communities: ofKind("Community"),
    secrets: ofKind("Secret"),
    extras: ofKind("ConfigMap")[0]?.data.extras,
  };
}
