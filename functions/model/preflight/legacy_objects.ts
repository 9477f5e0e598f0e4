/**
 * Converts the configuration of old versions of MetalLB: the ConfigMap `config` (up to 0.12), AddressPool (up to 0.13)
 * and BGPPeer v1beta1. Values are not changed: `check` reports the wrong ones.
 *
 * @module
 */

import { isRecord, listOf } from "../shape.ts";
import { renamed, type Renaming } from "./legacy_fields.ts";

export interface Converted {
  readonly objects: readonly object[];
  /**
   * Fields that the new objects do not have, e.g. `peers[0].my-field`; and parts from which no object is made, with the
   * reason.
   */
  readonly leftOut: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const group = "metallb.io/v1beta1";

/** @param configuration the parsed value of the ConfigMap's key `config` */
export function convertConfigMap(configuration: unknown, namespace: string): Converted {
  const { leftOut, fields } = renamed(configuration, configurationFields, "");
  const pools = listOf(fields["pools"]).map((pool, index) => convertPool(pool, `address-pools[${index}]`, namespace));
  const noLists = ["address-pools", "peers", "bfd-profiles"].filter((name) => {
    const value = isRecord(configuration) ? configuration[name] : undefined;
    return value !== undefined && value !== null && !Array.isArray(value);
  }).map((name) => `${name}: it is no list`);
  const peers = listOf(fields["peers"]).map((peer, index) => {
    const { fields: spec, leftOut } = renamed(peer, peerFields, `peers[${index}]`);
    return { objects: [objectOf("BGPPeer", `peer-${index + 1}`, spec, namespace)], leftOut };
  });
  const profiles = listOf(fields["profiles"]).map((profile, index) => {
    const place = `bfd-profiles[${index}]`;
    const { fields: { name, ...spec }, leftOut } = renamed(profile, profileFields, place);
    return isName(name) ? { objects: [objectOf("BFDProfile", name, spec, namespace)], leftOut } : nameless(place);
  });
  const aliases = isRecord(fields["communities"]) ? Object.entries(fields["communities"]) : [];
  const communities = aliases.map(([name, value]) => ({ name, value }));
  const community = { objects: [objectOf("Community", "communities", { communities }, namespace)], leftOut: [] };
  const parts = [...pools, ...peers, ...profiles, ...communities.length === 0 ? [] : [community]];
  return {
    objects: parts.flatMap(({ objects }) => objects),
    leftOut: [...leftOut, ...noLists, ...parts.flatMap((each) => each.leftOut)],
  };
}

export function convertAddressPool({ metadata, spec }: Fields, namespace: string): Converted {
  const { name, namespace: own } = isRecord(metadata) ? metadata : {};
  const place = typeof own === "string" ? own : namespace;
  if (!isName(name)) return nameless("the AddressPool");
  const pool = { ...(isRecord(spec) ? kebabFields(spec) : {}), name };
  return convertPool(pool, "spec", place);
}

export function convertPeer(object: Fields): Converted {
  return { objects: [{ ...object, apiVersion: "metallb.io/v1beta2" }], leftOut: [] };
}

function convertPool(pool: unknown, place: string, namespace: string): Converted {
  const { fields: { name, protocol, advertisements, ...spec }, leftOut } = renamed(pool, poolFields, place);
  if (!isName(name)) return nameless(place);
  const own = name;
  const ipAddressPools = [own];
  const parts = listOf(advertisements).map((each, index) =>
    renamed(each, advertisementFields, `${place}.bgp-advertisements[${index}]`)
  );
  const specs = parts.length === 0 ? [{}] : parts.map(({ fields }) => fields);
  const announced = protocol === "bgp"
    ? specs.map((each, index) =>
      objectOf("BGPAdvertisement", index === 0 ? own : `${own}-${index + 1}`, { ipAddressPools, ...each }, namespace)
    )
    : [objectOf("L2Advertisement", own, { ipAddressPools }, namespace)];
  return {
    objects: [objectOf("IPAddressPool", own, spec, namespace), ...announced],
    leftOut: [...leftOut, ...parts.flatMap((part) => part.leftOut)],
  };
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name !== "";
}

function nameless(place: string): Converted {
  return { objects: [], leftOut: [`${place}: it has no name`] };
}

function objectOf(kind: string, name: string, spec: Fields, namespace: string): object {
  const apiVersion = kind === "BGPPeer" ? "metallb.io/v1beta2" : group;
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

/**
 * The fields of an AddressPool, under the names that the ConfigMap uses for them: `bgpAdvertisements` becomes
 * `bgp-advertisements`.
 */
function kebabFields(fields: Fields): Fields {
  const kebab = (name: string): string =>
    name.replace("V6", "-v6").replace("IPs", "-ips").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name === "localPref" ? "localpref" : kebab(name),
      Array.isArray(value) ? value.map((each: unknown) => isRecord(each) ? kebabFields(each) : each) : value,
    ]),
  );
}

const configurationFields: Renaming = {
  "address-pools": "pools",
  peers: "peers",
  "bgp-communities": "communities",
  "bfd-profiles": "profiles",
};

const poolFields: Renaming = {
  name: "name",
  protocol: "protocol",
  addresses: "addresses",
  "auto-assign": "autoAssign",
  "avoid-buggy-ips": "avoidBuggyIPs",
  "bgp-advertisements": "advertisements",
};

const advertisementFields: Renaming = {
  "aggregation-length": "aggregationLength",
  "aggregation-length-v6": "aggregationLengthV6",
  localpref: "localPref",
  communities: "communities",
};

const selectorFields: Renaming = {
  "match-labels": "matchLabels",
  "match-expressions": "matchExpressions",
};

const peerFields: Renaming = {
  "my-asn": "myASN",
  "peer-asn": "peerASN",
  "peer-address": "peerAddress",
  "source-address": "sourceAddress",
  "peer-port": "peerPort",
  "hold-time": "holdTime",
  "keepalive-time": "keepaliveTime",
  "router-id": "routerID",
  "node-selectors": ["nodeSelectors", selectorFields],
  password: "password",
  "bfd-profile": "bfdProfile",
  "ebgp-multihop": "ebgpMultiHop",
};

const profileFields: Renaming = {
  name: "name",
  "receive-interval": "receiveInterval",
  "transmit-interval": "transmitInterval",
  "detect-multiplier": "detectMultiplier",
  "echo-interval": "echoInterval",
  "echo-mode": "echoMode",
  "passive-mode": "passiveMode",
  "minimum-ttl": "minimumTtl",
};
