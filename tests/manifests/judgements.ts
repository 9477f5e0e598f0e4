/** An object that the API server must accept. */
export interface Accepted {
  readonly name: string;
  readonly object: string;
}

/** An object that the API server must refuse, and a part of its message. */
export interface Refused extends Accepted {
  readonly says: string;
}

function pool(addresses: string): string {
  return `{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: p}, spec: {addresses: [${addresses}]}}`;
}

function object(kind: string, spec: string): string {
  const version = kind === "BGPPeer" ? "v1beta2" : "v1beta1";
  return `{apiVersion: metallb.io/${version}, kind: ${kind}, metadata: {name: x}, spec: {${spec}}}`;
}

function peer(spec: string): string {
  return object("BGPPeer", `myASN: 64512, ${spec}`);
}

function virtualIp(name: string, spec: string): string {
  return `{apiVersion: arpeggio.dev/v1alpha1, kind: VirtualIP, metadata: {name: ${name}}, spec: {pool: p, services: [], ${spec}}}`;
}

const many = Array.from(
  { length: 1500 },
  (_, index) => `10.${index >> 8}.${index & 255}.0-10.${index >> 8}.${index & 255}.9`,
);
const peerAt = "peerASN: 64513, peerAddress: 192.0.2.1";

export const accepted: readonly Accepted[] = [
  { name: "a CIDR", object: pool("192.0.2.0/24") },
  { name: "a CIDR with host bits", object: pool("10.0.0.5/24") },
  { name: "an IPv6 CIDR", object: pool('"2001:db8::/64"') },
  { name: "a single address as /32", object: pool("192.0.2.1/32") },
  { name: "a range", object: pool("10.1.0.1-10.1.0.9") },
  { name: "a range across an octet's boundary", object: pool("10.0.0.250-10.0.1.5") },
  { name: "a range of one address with spaces", object: pool('" 10.1.1.1  -  10.1.1.1 "') },
  { name: "an IPv6 range", object: pool('"fc00::1-fc00::ff"') },
  { name: "an IPv6 range in capitals", object: pool('"FC00:1::1-fc00:1::A"') },
  { name: "an IPv6 range over a group's end", object: pool('"fc00:3::ffff-fc00:4::"') },
  { name: "an IPv6 range written in two ways", object: pool('"fc00:0:0:0:0:0:0:1-fc00::2"') },
  { name: "1500 ranges", object: pool(many.join()) },
  {
    name: "a reserved pool",
    object: object("IPAddressPool", "addresses: [10.0.0.0/8], serviceAllocation: {priority: -1, namespaces: [a]}"),
  },
  {
    name: "a pool for five hundred namespaces",
    object: object(
      "IPAddressPool",
      `addresses: [10.0.0.0/8], serviceAllocation: {namespaces: [${Array.from({ length: 500 }, (_, n) => `n${n}`)}]}`,
    ),
  },
  {
    name: "every operator of a selector",
    object: object(
      "L2Advertisement",
      "nodeSelectors: [{matchExpressions: [{key: a, operator: In, values: [b]}, {key: c, operator: NotIn, values: [d]}, " +
        "{key: e, operator: Exists}, {key: f, operator: DoesNotExist, values: []}]}]",
    ),
  },
  {
    name: "an interface that is listed twice, as in MetalLB",
    object: object("L2Advertisement", "interfaces: [eth0, eth0]"),
  },
  {
    name: "an empty L2Advertisement",
    object: "{apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: {name: x}}",
  },
  {
    name: "a preference",
    object: object("L2Advertisement", "preferredNodeSelectors: [{weight: 1, preference: {matchLabels: {a: b}}}]"),
  },
  { name: "aggregation", object: object("BGPAdvertisement", "aggregationLength: 24, aggregationLengthV6: 64") },
  {
    name: "serviceSelectors without aggregation",
    object: object("BGPAdvertisement", "serviceSelectors: [{}], localPref: 4294967295"),
  },
  { name: "a BGP peer", object: peer(peerAt) },
  { name: "an IPv6 BGP peer of any other AS", object: peer('dynamicASN: external, peerAddress: "2001:db8::1"') },
  {
    name: "a BGP peer of the same AS over several hops, as in MetalLB",
    object: peer("dynamicASN: internal, peerAddress: 192.0.2.1, ebgpMultiHop: true"),
  },
  { name: "an unnumbered BGP peer", object: peer("peerASN: 4200000000, interface: eth1") },
  { name: "timers", object: peer(`${peerAt}, holdTime: 1m30s, keepaliveTime: 30s, connectTime: 10s, peerPort: 1179`) },
  { name: "no hold time", object: peer(`${peerAt}, holdTime: 0s, keepaliveTime: 0s`) },
  {
    name: "communities",
    object: object(
      "Community",
      'communities: [{name: a, value: "65535:65281"}, {name: b, value: "large:4294967295:0:1"}]',
    ),
  },
  { name: "a BFD profile", object: object("BFDProfile", "receiveInterval: 10, detectMultiplier: 255, minimumTtl: 1") },
  { name: "a VirtualIP", object: virtualIp("192.0.2.1", "address: 192.0.2.1, l2: {order: [{node: a}], revision: 0}") },
  { name: "an IPv6 VirtualIP", object: virtualIp("2001-db8-0-0-0-0-0-1", 'address: "2001:db8::1"') },
  {
    name: "an IPv6 VirtualIP with padded name",
    object: virtualIp("2001-0db8-0000-0000-0000-0000-0000-0001", 'address: "2001:db8::1"'),
  },
];

const neither = "neither CIDR notation like 192.0.2.0/24 nor a range like 192.0.2.10-192.0.2.19";

export const refused: readonly Refused[] = [
  { name: "a pool without addresses", object: pool(""), says: "spec.addresses" },
  {
    name: "a bare address",
    object: pool("10.0.0.1"),
    says: `Cannot parse addresses: ${neither} (a single address is a /32 or a /128): 10.0.0.1`,
  },
  { name: "empty text", object: pool('""'), says: neither },
  { name: "words", object: pool("all of them"), says: neither },
  { name: "a prefix too long", object: pool("10.0.0.0/33"), says: neither },
  { name: "octets with leading zeros", object: pool("010.0.0.1-10.0.0.9"), says: neither },
  { name: "a zone", object: pool('"fe80::1%eth0-fe80::9"'), says: neither },
  { name: "half a range", object: pool("10.0.0.1-"), says: neither },
  { name: "three ends", object: pool("10.0.0.1-10.0.0.2-10.0.0.3"), says: neither },
  {
    name: "a range of both families",
    object: pool('"10.0.0.1-fc00::1"'),
    says: "Cannot parse range: one end is IPv4 and the other IPv6: 10.0.0.1-fc00::1",
  },
  {
    name: "a range that ends before it starts",
    object: pool("10.0.0.9-10.0.0.1"),
    says: "Cannot parse range: start 10.0.0.9 is after end 10.0.0.1",
  },
  {
    name: "a range that ends before it starts, in a higher octet",
    object: pool("10.0.1.0-10.0.0.255"),
    says: "Cannot parse range: start 10.0.1.0 is after end 10.0.0.255",
  },
  {
    name: "an IPv6 range that ends before it starts",
    object: pool('"fc00::b-fc00::A"'),
    says: "Cannot parse range: start fc00::b is after end fc00::A",
  },
  {
    name: "a selector with an unknown operator",
    object: object("L2Advertisement", "nodeSelectors: [{matchExpressions: [{key: a, operator: Is, values: [b]}]}]"),
    says: "spec.nodeSelectors[0].matchExpressions[0].operator",
  },
  {
    name: "a selector with In and no values",
    object: object("L2Advertisement", "nodeSelectors: [{matchExpressions: [{key: a, operator: In}]}]"),
    says: "spec.nodeSelectors[0].matchExpressions[0]: Invalid value",
  },
  {
    name: "a selector with Exists and values",
    object: object(
      "IPAddressPool",
      "addresses: [10.0.0.0/8], serviceAllocation: {serviceSelectors: [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]}",
    ),
    says: "In and NotIn need values, Exists and DoesNotExist take none",
  },
  {
    name: "a namespace that is listed twice",
    object: object("IPAddressPool", "addresses: [10.0.0.0/8], serviceAllocation: {namespaces: [a, b, a]}"),
    says: "a name comes twice",
  },
  {
    name: "a pool that is listed twice",
    object: object("L2Advertisement", "ipAddressPools: [a, a]"),
    says: "a name comes twice",
  },
  {
    name: "a peer that is listed twice",
    object: object("BGPAdvertisement", "peers: [a, a]"),
    says: "a name comes twice",
  },
  {
    name: "a weight of 0",
    object: object("L2Advertisement", "preferredNodeSelectors: [{weight: 0, preference: {}}]"),
    says: "spec.preferredNodeSelectors[0].weight",
  },
  {
    name: "serviceSelectors with aggregation",
    object: object("BGPAdvertisement", "serviceSelectors: [{}], aggregationLength: 24"),
    says: "serviceSelectors goes only with aggregationLength 32",
  },
  {
    name: "an aggregation length that is too long for IPv4",
    object: object("BGPAdvertisement", "aggregationLength: 33"),
    says: "spec.aggregationLength",
  },
  { name: "a peer of AS 0", object: object("BGPPeer", `myASN: 0, ${peerAt}`), says: "must not be 0" },
  { name: "a peer without AS", object: peer("peerAddress: 192.0.2.1"), says: "one of peerASN and dynamicASN" },
  {
    name: "a peer with two AS",
    object: peer(`${peerAt}, dynamicASN: external`),
    says: "one of peerASN and dynamicASN",
  },
  ...["10.0.0.1", '"fe80::1"', '"eth0 remote-as"', '"eth0|x"', "longer-than-fifteen"].map((name) => ({
    name: `a peer on interface ${name}`,
    object: peer(`peerASN: 64513, interface: ${name}`),
    says: "spec.interface",
  })),
  { name: "a peer without address", object: peer("peerASN: 1"), says: "one of peerAddress and interface" },
  {
    name: "a peer with a host name as its address",
    object: peer("peerASN: 1, peerAddress: tor"),
    says: "Cannot parse address: tor",
  },
  { name: "a hold time of 1 s", object: peer(`${peerAt}, holdTime: 1s`), says: "must be 0s or at least 3s" },
  { name: "a hold time that is no duration", object: peer(`${peerAt}, holdTime: soon`), says: "spec.holdTime" },
  {
    name: "keepalive longer than hold",
    object: peer(`${peerAt}, holdTime: 9s, keepaliveTime: 10s`),
    says: "keepaliveTime must not be longer than holdTime",
  },
  {
    name: "a connectTime with a fraction of a second",
    object: peer(`${peerAt}, connectTime: 1500ms`),
    says: "must be whole seconds",
  },
  {
    name: "two passwords",
    object: peer(`${peerAt}, password: a, passwordSecret: {name: b}`),
    says: "only one of password and passwordSecret",
  },
  {
    name: "several hops within one AS",
    object: peer("peerASN: 64512, peerAddress: 192.0.2.1, ebgpMultiHop: true"),
    says: "ebgpMultiHop goes only with a peer of another AS",
  },
  {
    name: "a community too large",
    object: object("Community", 'communities: [{name: a, value: "65536:1"}]'),
    says: "Cannot parse community: a part is more than 65535: 65536:1",
  },
  {
    name: "a community without a colon",
    object: object("Community", "communities: [{name: a, value: no-export}]"),
    says: "Cannot parse community: neither A:B nor large:A:B:C: no-export",
  },
  {
    name: "a BFD interval too short",
    object: object("BFDProfile", "receiveInterval: 9"),
    says: "spec.receiveInterval",
  },
  {
    name: "a VirtualIP whose name is not its address",
    object: virtualIp("192.0.2.2", "address: 192.0.2.1"),
    says: "the name must be the address",
  },
  {
    name: "a VirtualIP in a form that is not canonical",
    object: virtualIp("2001-db8-0-0-0-0-0-1", 'address: "2001:DB8::1"'),
    says: "not an IP address in its canonical form (RFC 5952): 2001:DB8::1",
  },
  {
    name: "nine nodes in the order of a VirtualIP",
    object: virtualIp(
      "192.0.2.1",
      `address: 192.0.2.1, l2: {revision: 1, order: [${Array.from({ length: 9 }, (_, n) => `{node: n${n}}`).join()}]}`,
    ),
    says: "spec.l2.order",
  },
];
