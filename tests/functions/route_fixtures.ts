import { parseAllDocuments } from "yaml";
import { defaultSettings } from "../../functions/model/observed.ts";
import type { RouteInput } from "../../functions/route.ts";

const folder = new URL("../fixtures/route/", import.meta.url);

export interface RouteFixture {
  readonly name: string;
  readonly yaml: URL;
  readonly golden: URL;
}

export function routeFixtures(): RouteFixture[] {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((file) => {
    const name = file.replace(".yaml", "");
    return { name, yaml: new URL(file, folder), golden: new URL(`${name}.conf`, folder) };
  });
}

/** The world that the objects in a YAML text make; the node is the first. */
export function routeInput(yaml: string): RouteInput {
  // deno-lint-ignore no-explicit-any
  const objects: readonly any[] = parseAllDocuments(yaml).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS();
  });
  const ofKind = (kind: string): readonly typeof objects[number][] => objects.filter((object) => object.kind === kind);
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
