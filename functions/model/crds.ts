/**
 * The custom kinds, as `manifests/crds/` declares them. Made by `deno task generate`: edit the CRDs, not this file.
 *
 * @module
 */

import type { Condition, KubernetesObject, LabelSelector } from "./kubernetes.ts";

/** The custom kinds by name. */
export interface CustomKinds {
  readonly BFDProfile: BFDProfile;
  readonly BGPAdvertisement: BGPAdvertisement;
  readonly BGPPeer: BGPPeer;
  readonly Community: Community;
  readonly ConfigurationState: ConfigurationState;
  readonly IPAddressPool: IPAddressPool;
  readonly L2Advertisement: L2Advertisement;
  readonly ServiceBGPStatus: ServiceBGPStatus;
  readonly ServiceL2Status: ServiceL2Status;
  readonly VirtualIP: VirtualIP;
}

/**
 * How BFD watches the way to a BGP peer (RFC 5880), so that a broken one is noticed in a fraction of a second. A
 * BGPPeer names it.
 */
export interface BFDProfile extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "BFDProfile";
  readonly spec?: BFDProfileSpec;
  readonly status?: BFDProfileStatus;
}

/** The timers and modes; what is absent keeps the default of FRR. */
export interface BFDProfileSpec {
  /** Shortest time between packets that this end can receive, in milliseconds; by default 300. Example: `150`. */
  readonly receiveInterval?: number;
  /** Shortest time between packets that this end wants to send, in milliseconds; by default 300. Example: `150`. */
  readonly transmitInterval?: number;
  /** How many packets in a row must be missing until the way counts as broken; by default 3. Example: `5`. */
  readonly detectMultiplier?: number;
  /** Shortest time between echo packets that this end can handle, in milliseconds; by default 50. Example: `100`. */
  readonly echoInterval?: number;
  /** Test the way with packets that the peer just sends back; not over several hops, nor for IPv6. Example: `true`. */
  readonly echoMode?: boolean;
  /** Wait until the peer begins. Example: `true`. */
  readonly passiveMode?: boolean;
  /**
   * Over several hops: the lowest TTL that a packet may arrive with, so also how many hops the router may be away.
   * Example: `250`.
   */
  readonly minimumTtl?: number;
}

/** How the profile was understood. */
export interface BFDProfileStatus {
  /** Whether the profile is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/** Puts addresses of pools on the network by BGP, with the attributes that routers see. */
export interface BGPAdvertisement extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "BGPAdvertisement";
  readonly spec?: BGPAdvertisementSpec;
  readonly status?: BGPAdvertisementStatus;
}

/** Which addresses are announced, from which nodes, to which peers. Empty means all, from all, to all. */
export interface BGPAdvertisementSpec {
  /**
   * Length of the prefixes announced for IPv4 addresses: 32 announces each by itself, less announces the network it
   * is in. Example: `24`.
   */
  readonly aggregationLength?: number;
  /** The same for IPv6 addresses. Example: `64`. */
  readonly aggregationLengthV6?: number;
  /** The attribute LOCAL_PREF, by which routers of one's own AS prefer the higher; 0 leaves it out. Example: `150`. */
  readonly localPref?: number;
  /**
   * Communities that the announcement carries: `A:B`, `large:A:B:C`, or a name that a Community defines. Example:
   * `["65535:65281", no-export]`.
   */
  readonly communities?: readonly string[];
  /**
   * Names of the pools that are announced, besides those that `ipAddressPoolSelectors` select; with neither of the
   * two, all pools. Example: `[first-pool]`.
   */
  readonly ipAddressPools?: readonly string[];
  /** Pools that are announced, by label; one selector that fits is enough. Example: `[{matchLabels: {zone: dmz}}]`. */
  readonly ipAddressPoolSelectors?: readonly LabelSelector[];
  /**
   * Nodes that are announced as next hops, by label; one selector that fits is enough, and none at all allows every
   * node. Example: `[{matchLabels: {rack: a}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /** Names of the BGPPeers that hear of the addresses; none means all. Example: `[top-of-rack]`. */
  readonly peers?: readonly string[];
  /**
   * Services whose addresses are announced, by label; one selector that fits is enough, and none at all takes every
   * Service. Example: `[{matchLabels: {app: nginx}}]`.
   */
  readonly serviceSelectors?: readonly LabelSelector[];
}

/** How the advertisement was understood. */
export interface BGPAdvertisementStatus {
  /** Whether the advertisement is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/** A router with which nodes speak BGP. */
export interface BGPPeer extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta2";
  readonly kind: "BGPPeer";
  readonly spec?: BGPPeerSpec;
  readonly status?: BGPPeerStatus;
}

/** Who the router is, and how to speak with it. */
export interface BGPPeerSpec {
  /** The number of our own AS. Example: `64512`. */
  readonly myASN: number;
  /** The number of the router's AS; instead of it, `dynamicASN` may be given. Example: `64513`. */
  readonly peerASN?: number;
  /** Take the router's AS as it says: it must be our own (internal) or another (external). Example: `external`. */
  readonly dynamicASN?: "internal" | "external";
  /** An AS number shown to this router instead of `myASN`. Example: `64999`. */
  readonly localASN?: number;
  /** The router's address; instead of it, `interface` may be given. Example: `192.0.2.1`. */
  readonly peerAddress?: string;
  /**
   * The node's interface on which the router is found by itself, without an address (RFC 5549, unnumbered).
   * Example: `eth1`.
   */
  readonly interface?: string;
  /** The address from which the node connects. Example: `192.0.2.10`. */
  readonly sourceAddress?: string;
  /** The TCP port on which the router listens. Example: `1179`. */
  readonly peerPort?: number;
  /** After how much silence the session counts as broken (RFC 4271): 0s for never, or from 3s. Example: `90s`. */
  readonly holdTime?: string;
  /** How often a sign of life is sent (RFC 4271), at most `holdTime`. Example: `30s`. */
  readonly keepaliveTime?: string;
  /** How long to wait before connecting again, in whole seconds from 1 to 65535. Example: `10s`. */
  readonly connectTime?: string;
  /** The BGP identifier that the node shows (RFC 4271). Example: `192.0.2.10`. */
  readonly routerID?: string;
  /**
   * Nodes that speak with this router, by label; one selector that fits is enough, and none at all takes every
   * node. Example: `[{matchLabels: {rack: a}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /** Password of the session (TCP MD5, RFC 2385). Rather use `passwordSecret`. Example: `secret`. */
  readonly password?: string;
  /**
   * The Secret that holds the password, of type kubernetes.io/basic-auth with the key `password`, in the namespace
   * of the BGPPeer. Example: `{name: router-password}`.
   */
  readonly passwordSecret?: {
    /** The name of the Secret. Example: `router-password`. */
    readonly name?: string;
    /** Is not looked at: the Secret is in the namespace of the BGPPeer. Example: `metallb-system`. */
    readonly namespace?: string;
  };
  /** The name of the BFDProfile with which the way to the router is watched; none means no BFD. Example: `fast`. */
  readonly bfdProfile?: string;
  /**
   * Ask the router to keep its routes while the session restarts (RFC 4724). Cannot be changed later. Example:
   * `true`.
   */
  readonly enableGracefulRestart?: boolean;
  /** The router is of another AS and not on a network of the node. Example: `true`. */
  readonly ebgpMultiHop?: boolean;
  /** The VRF of the node from which it connects. Example: `red`. */
  readonly vrf?: string;
  /** Has no effect any more: see `dualStackAddressFamily`. Example: `false`. */
  readonly disableMP?: boolean;
  /** Announce IPv4 and IPv6 over this one session, whichever family it runs on. Example: `true`. */
  readonly dualStackAddressFamily?: boolean;
}

/** How the peer was understood. */
export interface BGPPeerStatus {
  /** Whether the peer is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/** Names for BGP communities, which BGPAdvertisements may then use. */
export interface Community extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "Community";
  readonly spec?: CommunitySpec;
  readonly status?: CommunityStatus;
}

/** The names and what they stand for. */
export interface CommunitySpec {
  /** Each name with its community. Example: `[{name: no-export, value: "65535:65281"}]`. */
  readonly communities?: readonly {
    /** The name, unique among all Communities. Example: `no-export`. */
    readonly name?: string;
    /** The community: `A:B` (RFC 1997) or `large:A:B:C` (RFC 8092). Example: `65535:65281`. */
    readonly value?: string;
  }[];
}

/** How the list was understood. */
export interface CommunityStatus {
  /** Whether the list is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/** Whether the pools, advertisements and peers are valid, as one component sees them. */
export interface ConfigurationState extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ConfigurationState";
  readonly status?: ConfigurationStateStatus;
}

/** What the component found. */
export interface ConfigurationStateStatus {
  /** All conditions in one word. Example: `Valid`. */
  readonly result?: "Valid" | "Invalid" | "Unknown";
  /** What is wrong, one line for each fault. Example: `pool "a" overlaps with pool "b"`. */
  readonly errorSummary?: string;
  /** What each part of the component judged. */
  readonly conditions?: readonly Condition[];
}

/** Addresses that Services of type LoadBalancer are given. An advertisement puts them on the network. */
export interface IPAddressPool extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "IPAddressPool";
  readonly spec: IPAddressPoolSpec;
  readonly status?: IPAddressPoolStatus;
}

/** Which addresses there are, and who is given them. */
export interface IPAddressPoolSpec {
  /**
   * The addresses, in CIDR notation or as first and last of a range, of one family or of both. A single address is
   * a /32 or a /128. Example: `[192.0.2.0/26, 198.51.100.10-198.51.100.19, 2001:db8::/120]`.
   */
  readonly addresses: readonly string[];
  /**
   * Whether a Service that asks for nothing may be given an address of this pool. With `false`, a Service gets one
   * only if it names the pool or the address. Example: `false`.
   */
  readonly autoAssign?: boolean;
  /**
   * Keep back the IPv4 addresses that end in .0 and .255, which some old equipment takes for the address of a
   * network or for broadcast. Example: `true`.
   */
  readonly avoidBuggyIPs?: boolean;
  /**
   * Reserves the pool: only Services that fit here get its addresses. Namespaces named by `namespaces` or by
   * `namespaceSelectors` fit, and of those the Services that `serviceSelectors` select. Example: `{priority: 50,
   * namespaces: [web], serviceSelectors: [{matchLabels: {app: nginx}}]}`.
   */
  readonly serviceAllocation?: {
    /**
     * Of several reserved pools that fit, the one with the lowest number is used first; 0 and absent come last.
     * Example: `50`.
     */
    readonly priority?: number;
    /** Names of namespaces whose Services fit. Example: `[web, shop]`. */
    readonly namespaces?: readonly string[];
    /**
     * Namespaces whose Services fit, by label; one selector that fits is enough. Example: `[{matchLabels: {env:
     * test}}]`.
     */
    readonly namespaceSelectors?: readonly LabelSelector[];
    /**
     * Services that fit, by label; one selector that fits is enough, and none at all lets every Service fit. Example:
     * `[{matchLabels: {app: nginx}}]`.
     */
    readonly serviceSelectors?: readonly LabelSelector[];
  };
}

/** How many addresses are in use and how many are free. */
export interface IPAddressPoolStatus {
  /** How many IPv4 addresses Services have; a shared one counts once. Example: `12`. */
  readonly assignedIPv4: number;
  /** How many IPv6 addresses Services have; a shared one counts once. Example: `12`. */
  readonly assignedIPv6: number;
  /** How many IPv4 addresses are free. Example: `244`. */
  readonly availableIPv4: number;
  /** How many IPv6 addresses are free, at most 9007199254740991. Example: `244`. */
  readonly availableIPv6: number;
  /** Whether the pool is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/**
 * Puts addresses of pools on the local network: of the nodes that it allows, one answers ARP or NDP for each
 * address.
 */
export interface L2Advertisement extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "L2Advertisement";
  readonly spec?: L2AdvertisementSpec;
  readonly status?: L2AdvertisementStatus;
}

/** Which addresses are announced, from which nodes and interfaces. Empty means all, from all. */
export interface L2AdvertisementSpec {
  /**
   * Names of the pools that are announced, besides those that `ipAddressPoolSelectors` select; with neither of the
   * two, all pools. Example: `[first-pool]`.
   */
  readonly ipAddressPools?: readonly string[];
  /** Pools that are announced, by label; one selector that fits is enough. Example: `[{matchLabels: {zone: dmz}}]`. */
  readonly ipAddressPoolSelectors?: readonly LabelSelector[];
  /**
   * Nodes that may announce, by label; one selector that fits is enough, and none at all allows every node.
   * Example: `[{matchLabels: {kubernetes.io/hostname: node-1}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /**
   * Names of the interfaces on which a node announces; none means all. A node that has none of them is not chosen.
   * Example: `[eth0]`.
   */
  readonly interfaces?: readonly string[];
  /**
   * Services whose addresses are announced, by label; one selector that fits is enough, and none at all takes every
   * Service. Example: `[{matchLabels: {app: nginx}}]`.
   */
  readonly serviceSelectors?: readonly LabelSelector[];
  /**
   * Nodes that should rather announce than others, among those that may. The weights of what fits a node are added
   * up, and the highest sum comes first. Example: `[{weight: 100, preference: {matchLabels: {rack: a}}}]`.
   */
  readonly preferredNodeSelectors?: readonly {
    /** How much the preference counts, 1 to 100. Example: `100`. */
    readonly weight: number;
    /** Labels that must all fit; `{}` fits everything. */
    readonly preference: LabelSelector;
  }[];
}

/** How the advertisement was understood. */
export interface L2AdvertisementStatus {
  /** Whether the advertisement is valid, and if not, what is wrong with it. */
  readonly conditions?: readonly Condition[];
}

/** To which BGP peers one node announces the address of a Service. Written by the controller. */
export interface ServiceBGPStatus extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ServiceBGPStatus";
  readonly status?: ServiceBGPStatusStatus;
}

/** What was observed. */
export interface ServiceBGPStatusStatus {
  /** The node that announces. Example: `node-1`. */
  readonly node?: string;
  /** The name of the Service. Example: `nginx`. */
  readonly serviceName?: string;
  /** The namespace of the Service. Example: `default`. */
  readonly serviceNamespace?: string;
  /** Names of the BGPPeers that are told of the address. Example: `[top-of-rack]`. */
  readonly peers?: readonly string[];
}

/** Which node announces the address of a Service on the local network. Written by the controller. */
export interface ServiceL2Status extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ServiceL2Status";
  readonly status?: ServiceL2StatusStatus;
}

/** What was observed. */
export interface ServiceL2StatusStatus {
  /** The node that announces, and so receives the traffic. Example: `node-1`. */
  readonly node?: string;
  /** The name of the Service. Example: `nginx`. */
  readonly serviceName?: string;
  /** The namespace of the Service. Example: `default`. */
  readonly serviceNamespace?: string;
  /** The interfaces on which the node announces; none means all. Example: `[{name: eth0}]`. */
  readonly interfaces?: readonly {
    /** The name of the interface. Example: `eth0`. */
    readonly name?: string;
  }[];
}

/**
 * One address in use: which Services have it, which nodes are to announce it, and which one does. The controller
 * writes the spec, the announcing node the status. Not made by hand.
 */
export interface VirtualIP extends KubernetesObject {
  readonly apiVersion: "arpeggio.dev/v1alpha1";
  readonly kind: "VirtualIP";
  readonly spec: VirtualIPSpec;
  readonly status?: VirtualIPStatus;
}

/** What is to be. */
export interface VirtualIPSpec {
  /** The address in its canonical form (RFC 5952). Example: `192.0.2.10`. */
  readonly address: string;
  /** The name of the pool that the address is from. Example: `first-pool`. */
  readonly pool: string;
  /** The Services that have the address, several when they share it. Example: `[{namespace: default, name: nginx}]`. */
  readonly services: readonly {
    /** The namespace of the Service. Example: `default`. */
    readonly namespace: string;
    /** The name of the Service. Example: `nginx`. */
    readonly name: string;
  }[];
  /**
   * Who announces on the local network; absent when nobody is to. Example: `{order: [{node: node-1}, {node:
   * node-2}], revision: 1}`.
   */
  readonly l2?: {
    /**
     * The node that announces, then those that stand by, best first. Example: `[{node: node-1, interfaces: [eth0]},
     * {node: node-2}]`.
     */
    readonly order: readonly {
      /** The name of the node. Example: `node-1`. */
      readonly node: string;
      /** The interfaces on which the node announces; absent means all. Example: `[eth0]`. */
      readonly interfaces?: readonly string[];
    }[];
    /** Goes up when the address is taken from a node that has it and could keep it. Example: `1`. */
    readonly revision: number;
    /**
     * `Local` when a Service of the address is served only where its traffic arrives: a node that is to give the
     * address away may serve nothing any more, and hosts are told at once; absent means `Cluster`. Example: `Local`.
     */
    readonly externalTrafficPolicy?: "Local";
  };
  /** How the address is announced by BGP; absent when it is not. Example: `{advertisements: [{name: public}]}`. */
  readonly bgp?: {
    /** The BGPAdvertisements that apply. Example: `[{name: public}]`. */
    readonly advertisements: readonly {
      /** The name of the BGPAdvertisement. Example: `public`. */
      readonly name: string;
      /** The only nodes that may announce it; absent means all that the advertisement selects. Example: `[node-1]`. */
      readonly nodes?: readonly string[];
    }[];
  };
}

/** What is, written by the node that announces. */
export interface VirtualIPStatus {
  /** The node that announces. Example: `node-1`. */
  readonly node?: string;
  /** The interfaces on which it announces. Example: `[eth0]`. */
  readonly interfaces?: readonly string[];
  /** The `spec.l2.revision` under which the node took the address. Example: `1`. */
  readonly revision?: number;
  /** Since when it has announced. Example: `2026-11-23T10:00:00Z`. */
  readonly since?: string;
  /**
   * Where a dead node had the address before: when that node was last heard. From then until `since` nobody
   * answered. Example: `2026-11-23T09:59:59.7Z`.
   */
  readonly silentSince?: string;
  /** Whether the address is announced, and whether a stranger uses it too. */
  readonly conditions?: readonly Condition[];
}
