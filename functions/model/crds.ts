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
 * The settings of BFD (RFC 5880), which detects a broken path to a BGP peer in a fraction of a second. A BGPPeer
 * refers to the profile by name.
 */
export interface BFDProfile extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "BFDProfile";
  readonly spec?: BFDProfileSpec;
  readonly status?: BFDProfileStatus;
}

/** The timers and modes. An absent field has FRR's default. */
export interface BFDProfileSpec {
  /**
   * The shortest time between two packets that this node can receive, in milliseconds; by default 300. Example:
   * `150`.
   */
  readonly receiveInterval?: number;
  /** The shortest time between two packets that this node sends, in milliseconds; by default 300. Example: `150`. */
  readonly transmitInterval?: number;
  /** The path counts as broken when this many packets in a row are missing; by default 3. Example: `5`. */
  readonly detectMultiplier?: number;
  /**
   * The shortest time between two echo packets that this node can handle, in milliseconds; by default 50. Example:
   * `100`.
   */
  readonly echoInterval?: number;
  /**
   * Also send echo packets, which the peer sends back unchanged. Echo packets do not work over several hops. Over
   * IPv6, they work only if the router runs FRR too. Example: `true`.
   */
  readonly echoMode?: boolean;
  /** Wait until the peer sends the first BFD packet. Example: `true`. */
  readonly passiveMode?: boolean;
  /**
   * Over several hops: the lowest TTL that an arriving packet may have. This also limits the number of hops to the
   * router. Example: `250`.
   */
  readonly minimumTtl?: number;
}

/** The result of the check of the profile. */
export interface BFDProfileStatus {
  /** The condition `Valid`: whether the profile is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/** Announces the addresses of pools by BGP, with the given attributes. */
export interface BGPAdvertisement extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "BGPAdvertisement";
  readonly spec?: BGPAdvertisementSpec;
  readonly status?: BGPAdvertisementStatus;
}

/**
 * Which addresses are announced, from which nodes, to which peers. If empty, all nodes announce all addresses to
 * all peers.
 */
export interface BGPAdvertisementSpec {
  /**
   * The length of the announced IPv4 prefixes. With 32, each address is announced as a prefix of its own. With a
   * smaller number, the network that contains the address is announced. Example: `24`.
   */
  readonly aggregationLength?: number;
  /**
   * The length of the announced IPv6 prefixes. With 128, each address is announced as a prefix of its own. Example:
   * `64`.
   */
  readonly aggregationLengthV6?: number;
  /**
   * The attribute LOCAL_PREF: routers of our own AS prefer the route with the higher value; 0 leaves the attribute
   * out. Example: `150`.
   */
  readonly localPref?: number;
  /**
   * The communities of the announced routes: `A:B`, `large:A:B:C`, or a name that a Community defines. Example:
   * `["65535:65281", no-export]`.
   */
  readonly communities?: readonly string[];
  /**
   * The names of the announced pools, in addition to the pools that `ipAddressPoolSelectors` selects. If both
   * fields are absent, all pools are announced. Example: `[first-pool]`.
   */
  readonly ipAddressPools?: readonly string[];
  /**
   * The announced pools, by label. A pool is selected if one of the selectors matches. Example: `[{matchLabels:
   * {zone: dmz}}]`.
   */
  readonly ipAddressPoolSelectors?: readonly LabelSelector[];
  /**
   * The nodes that announce, by label. A node is selected if one of the selectors matches. Without selectors, all
   * nodes are selected. Example: `[{matchLabels: {rack: a}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /**
   * The names of the BGPPeers to which the addresses are announced. If absent, all BGPPeers. Example:
   * `[top-of-rack]`.
   */
  readonly peers?: readonly string[];
  /**
   * The Services whose addresses are announced, by label. A Service is selected if one of the selectors matches.
   * Without selectors, all Services are selected. Example: `[{matchLabels: {app: nginx}}]`.
   */
  readonly serviceSelectors?: readonly LabelSelector[];
}

/** The result of the check of the advertisement. */
export interface BGPAdvertisementStatus {
  /** The condition `Valid`: whether the advertisement is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/** A router with which nodes have BGP sessions. */
export interface BGPPeer extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta2";
  readonly kind: "BGPPeer";
  readonly spec?: BGPPeerSpec;
  readonly status?: BGPPeerStatus;
}

/** The router, and the settings of the session. */
export interface BGPPeerSpec {
  /** The number of our own AS. Example: `64512`. */
  readonly myASN: number;
  /** The number of the router's AS. Set either this field or `dynamicASN`. Example: `64513`. */
  readonly peerASN?: number;
  /**
   * Accept the AS number that the router reports: `internal` if it must be our own AS, `external` if it must be
   * another AS. Example: `external`.
   */
  readonly dynamicASN?: "internal" | "external";
  /** The AS number that this router sees instead of `myASN`. Example: `64999`. */
  readonly localASN?: number;
  /** The router's address. Set either this field or `interface`. Example: `192.0.2.1`. */
  readonly peerAddress?: string;
  /**
   * The node's interface on which FRR finds the router automatically, so that no address is configured (BGP
   * unnumbered, RFC 5549). Example: `eth1`.
   */
  readonly interface?: string;
  /** The address from which the node connects. Example: `192.0.2.10`. */
  readonly sourceAddress?: string;
  /** The TCP port on which the router listens. Example: `1179`. */
  readonly peerPort?: number;
  /**
   * The session counts as broken after this time without a message (RFC 4271). `0s` means never; otherwise at least
   * `3s`. Example: `90s`.
   */
  readonly holdTime?: string;
  /** The time between two keepalive messages (RFC 4271), at most `holdTime`. Example: `30s`. */
  readonly keepaliveTime?: string;
  /** The time between two attempts to connect, in whole seconds from 1 to 65535; by default 10. Example: `5s`. */
  readonly connectTime?: string;
  /** The node's BGP identifier (RFC 4271); by default the node's own IPv4 address. Example: `192.0.2.10`. */
  readonly routerID?: string;
  /**
   * The nodes that have a session with this router, by label. A node is selected if one of the selectors matches.
   * Without selectors, all nodes are selected. Example: `[{matchLabels: {rack: a}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /**
   * The password of the session (TCP MD5, RFC 2385). Use `passwordSecret` instead, since a Secret protects the
   * password. Example: `secret`.
   */
  readonly password?: string;
  /**
   * The Secret that holds the password, of type kubernetes.io/basic-auth with the key `password`, in the namespace
   * of the BGPPeer. Example: `{name: router-password}`.
   */
  readonly passwordSecret?: {
    /** The name of the Secret. Example: `router-password`. */
    readonly name?: string;
    /** Has no effect: the Secret is in the namespace of the BGPPeer. Example: `metallb-system`. */
    readonly namespace?: string;
  };
  /** The name of the BFDProfile for the path to the router. If absent, there is no BFD. Example: `fast`. */
  readonly bfdProfile?: string;
  /**
   * Ask the router to keep its routes while the session restarts (RFC 4724). Cannot be changed later. Example:
   * `true`.
   */
  readonly enableGracefulRestart?: boolean;
  /** `true` if the router is in another AS and not on a network of the node. Example: `true`. */
  readonly ebgpMultiHop?: boolean;
  /** The VRF from which the node connects; `default` means no VRF. Example: `red`. */
  readonly vrf?: string;
  /** Has no effect. Use `dualStackAddressFamily`. Example: `false`. */
  readonly disableMP?: boolean;
  /** Announce IPv4 and IPv6 addresses over this session, whether it runs over IPv4 or IPv6. Example: `true`. */
  readonly dualStackAddressFamily?: boolean;
}

/** The result of the check of the peer. */
export interface BGPPeerStatus {
  /** The condition `Valid`: whether the peer is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/** Names for BGP communities. BGPAdvertisements may use these names. */
export interface Community extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "Community";
  readonly spec?: CommunitySpec;
  readonly status?: CommunityStatus;
}

/** The names and their communities. */
export interface CommunitySpec {
  /** Each name with its community. Example: `[{name: no-export, value: "65535:65281"}]`. */
  readonly communities?: readonly {
    /** The name, unique among all Communities. Example: `no-export`. */
    readonly name?: string;
    /** The community: `A:B` (RFC 1997) or `large:A:B:C` (RFC 8092). Example: `65535:65281`. */
    readonly value?: string;
  }[];
}

/** The result of the check of the list. */
export interface CommunityStatus {
  /** The condition `Valid`: whether the list is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/** The report of one component: whether the pools, advertisements and peers are valid. */
export interface ConfigurationState extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ConfigurationState";
  readonly status?: ConfigurationStateStatus;
}

/** The result of the component's checks. */
export interface ConfigurationStateStatus {
  /** One word that sums up all conditions. Example: `Valid`. */
  readonly result?: "Valid" | "Invalid" | "Unknown";
  /** The faults, one line for each. Example: `pool "a" overlaps with pool "b"`. */
  readonly errorSummary?: string;
  /** One condition for each part of the component. */
  readonly conditions?: readonly Condition[];
}

/** Addresses for Services of type LoadBalancer. An advertisement announces them on the network. */
export interface IPAddressPool extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "IPAddressPool";
  readonly spec: IPAddressPoolSpec;
  readonly status?: IPAddressPoolStatus;
}

/** The addresses of the pool, and the Services that may get them. */
export interface IPAddressPoolSpec {
  /**
   * The addresses, in CIDR notation or as the first and last address of a range. IPv4 and IPv6 may be mixed. A
   * single address is a /32 or a /128. Example: `[192.0.2.0/26, 198.51.100.10-198.51.100.19, 2001:db8::/120]`.
   */
  readonly addresses: readonly string[];
  /**
   * If `false`, a Service gets an address of this pool only if it asks for the pool or for the address. Example:
   * `false`.
   */
  readonly autoAssign?: boolean;
  /**
   * Do not use the IPv4 addresses that end in .0 or .255. Some old equipment treats them as network or broadcast
   * addresses. Example: `true`.
   */
  readonly avoidBuggyIPs?: boolean;
  /**
   * Reserves the pool for some Services. If `namespaces` or `namespaceSelectors` is set, the namespace of the
   * Service must be listed or match a selector. If `serviceSelectors` is set, the Service must match a selector.
   * Example: `{priority: 50, namespaces: [web], serviceSelectors: [{matchLabels: {app: nginx}}]}`.
   */
  readonly serviceAllocation?: {
    /**
     * If a Service may use several reserved pools, the pool with the lowest number is used first. A pool with 0 or
     * without a number comes last. Example: `50`.
     */
    readonly priority?: number;
    /** The namespaces whose Services may use the pool, by name. Example: `[web, shop]`. */
    readonly namespaces?: readonly string[];
    /**
     * The namespaces whose Services may use the pool, by label. A namespace is selected if one of the selectors
     * matches. Example: `[{matchLabels: {env: test}}]`.
     */
    readonly namespaceSelectors?: readonly LabelSelector[];
    /**
     * The Services that may use the pool, by label. A Service is selected if one of the selectors matches. Without
     * selectors, all Services are selected. Example: `[{matchLabels: {app: nginx}}]`.
     */
    readonly serviceSelectors?: readonly LabelSelector[];
  };
}

/** The numbers of addresses in use and of free addresses, and the result of the check of the pool. */
export interface IPAddressPoolStatus {
  /** The number of IPv4 addresses that Services have. A shared address counts once. Example: `12`. */
  readonly assignedIPv4: number;
  /** The number of IPv6 addresses that Services have. A shared address counts once. Example: `12`. */
  readonly assignedIPv6: number;
  /** The number of free IPv4 addresses. Example: `244`. */
  readonly availableIPv4: number;
  /** The number of free IPv6 addresses, at most 9007199254740991. Example: `244`. */
  readonly availableIPv6: number;
  /** The condition `Valid`: whether the pool is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/**
 * Announces the addresses of pools on the local network. For each address, one of the selected nodes answers ARP
 * or NDP.
 */
export interface L2Advertisement extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "L2Advertisement";
  readonly spec?: L2AdvertisementSpec;
  readonly status?: L2AdvertisementStatus;
}

/**
 * Which addresses are announced, from which nodes and interfaces. If empty, all addresses are announced, and all
 * nodes may announce them on all interfaces.
 */
export interface L2AdvertisementSpec {
  /**
   * The names of the announced pools, in addition to the pools that `ipAddressPoolSelectors` selects. If both
   * fields are absent, all pools are announced. Example: `[first-pool]`.
   */
  readonly ipAddressPools?: readonly string[];
  /**
   * The announced pools, by label. A pool is selected if one of the selectors matches. Example: `[{matchLabels:
   * {zone: dmz}}]`.
   */
  readonly ipAddressPoolSelectors?: readonly LabelSelector[];
  /**
   * The nodes that may announce, by label. A node is selected if one of the selectors matches. Without selectors,
   * all nodes are selected. Example: `[{matchLabels: {kubernetes.io/hostname: node-1}}]`.
   */
  readonly nodeSelectors?: readonly LabelSelector[];
  /**
   * The names of the interfaces on which a node announces. If absent, all interfaces. A node without any of these
   * interfaces is not chosen. Example: `[eth0]`.
   */
  readonly interfaces?: readonly string[];
  /**
   * The Services whose addresses are announced, by label. A Service is selected if one of the selectors matches.
   * Without selectors, all Services are selected. Example: `[{matchLabels: {app: nginx}}]`.
   */
  readonly serviceSelectors?: readonly LabelSelector[];
  /**
   * The preferred nodes among those that may announce. For each node, the weights of the preferences that match it
   * are added up. The node with the highest sum is chosen first. Example: `[{weight: 100, preference: {matchLabels:
   * {rack: a}}}]`.
   */
  readonly preferredNodeSelectors?: readonly {
    /** The weight of the preference, from 1 to 100. Example: `100`. */
    readonly weight: number;
    /** A label selector: all its parts must match. `{}` matches every object. */
    readonly preference: LabelSelector;
  }[];
}

/** The result of the check of the advertisement. */
export interface L2AdvertisementStatus {
  /** The condition `Valid`: whether the advertisement is valid, and if not, the fault. */
  readonly conditions?: readonly Condition[];
}

/** The BGP peers to which one node announces the address of a Service. The controller writes this object. */
export interface ServiceBGPStatus extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ServiceBGPStatus";
  readonly status?: ServiceBGPStatusStatus;
}

/** The observed state. */
export interface ServiceBGPStatusStatus {
  /** The node that announces. Example: `node-1`. */
  readonly node?: string;
  /** The name of the Service. Example: `nginx`. */
  readonly serviceName?: string;
  /** The namespace of the Service. Example: `default`. */
  readonly serviceNamespace?: string;
  /** Names of the BGPPeers to which the node announces the address. Example: `[top-of-rack]`. */
  readonly peers?: readonly string[];
}

/** The node that announces the address of a Service on the local network. The controller writes this object. */
export interface ServiceL2Status extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ServiceL2Status";
  readonly status?: ServiceL2StatusStatus;
}

/** The observed state. */
export interface ServiceL2StatusStatus {
  /** The node that announces. It receives the traffic. Example: `node-1`. */
  readonly node?: string;
  /** The name of the Service. Example: `nginx`. */
  readonly serviceName?: string;
  /** The namespace of the Service. Example: `default`. */
  readonly serviceNamespace?: string;
  /** The interfaces on which the node announces. If empty, all interfaces. Example: `[{name: eth0}]`. */
  readonly interfaces?: readonly {
    /** The name of the interface. Example: `eth0`. */
    readonly name?: string;
  }[];
}

/**
 * One address in use: the Services that have it, the nodes that are to announce it, and the node that announces
 * it. The controller creates the object and writes its spec. The announcing node writes the status.
 */
export interface VirtualIP extends KubernetesObject {
  readonly apiVersion: "arpeggio.dev/v1alpha1";
  readonly kind: "VirtualIP";
  readonly spec: VirtualIPSpec;
  readonly status?: VirtualIPStatus;
}

/** The wanted state. */
export interface VirtualIPSpec {
  /** The address in its canonical form (RFC 5952). Example: `192.0.2.10`. */
  readonly address: string;
  /** The name of the pool that the address is from. Example: `first-pool`. */
  readonly pool: string;
  /**
   * The Services that have the address. If they share it, there are several. Example: `[{namespace: default, name:
   * nginx}]`.
   */
  readonly services: readonly {
    /** The namespace of the Service. Example: `default`. */
    readonly namespace: string;
    /** The name of the Service. Example: `nginx`. */
    readonly name: string;
    /** The place of the address in the Service's `status.loadBalancer.ingress`; absent means the first. Example: `2`. */
    readonly place?: number;
    /**
     * The terms on which the Service shares the address; absent if it does not share the address. If the Service has
     * other terms now, it was edited after it got the address. Example: `{key: web, ports: [TCP/443]}`.
     */
    readonly sharing?: {
      /** The sharing key. Example: `web`. */
      readonly key: string;
      /** The ports that the Service has on the address. Example: `[TCP/443, UDP/443]`. */
      readonly ports: readonly string[];
      /**
       * With `externalTrafficPolicy: Local`, the endpoints that all Services on the address must have, as text. Absent
       * with `Cluster`. Example: `default app=web`.
       */
      readonly backend?: string;
    };
  }[];
  /**
   * The nodes that are to announce the address on the local network; absent if there is none. Example: `{order:
   * [{node: node-1}, {node: node-2}], revision: 1}`.
   */
  readonly l2?: {
    /** The owner, then the standbys, best first. Example: `[{node: node-1, interfaces: [eth0]}, {node: node-2}]`. */
    readonly order: readonly {
      /** The name of the node. Example: `node-1`. */
      readonly node: string;
      /** The interfaces on which the node announces; absent means all. Example: `[eth0]`. */
      readonly interfaces?: readonly string[];
      /**
       * With `loadSharing`, the weight of the node: a node with twice the weight serves twice as many hosts. Absent
       * means 1. Example: `2`.
       */
      readonly weight?: number;
    }[];
    /** A number that the controller raises when it takes the address from a node that could keep it. Example: `1`. */
    readonly revision: number;
    /**
     * `Local` if a Service of the address has `externalTrafficPolicy: Local`. In a planned move, the previous holder
     * may then have no endpoint left, so the new holder broadcasts its MAC at once. Absent means `Cluster`. Example:
     * `Local`.
     */
    readonly externalTrafficPolicy?: "Local";
    /**
     * `hosts` if all nodes of the order announce the address, each to the hosts that are assigned to it. Absent if a
     * single node answers all hosts. Example: `hosts`.
     */
    readonly loadSharing?: "hosts";
  };
  /**
   * The announcement by BGP; absent if the address is not announced by BGP. Example: `{advertisements: [{name:
   * public}]}`.
   */
  readonly bgp?: {
    /** The BGPAdvertisements that apply. Example: `[{name: public}]`. */
    readonly advertisements: readonly {
      /** The name of the BGPAdvertisement. Example: `public`. */
      readonly name: string;
      /**
       * The nodes that may announce the address. Absent means all nodes that the advertisement selects. Example:
       * `[node-1]`.
       */
      readonly nodes?: readonly string[];
    }[];
  };
}

/** The actual state. The node that announces the address writes it. */
export interface VirtualIPStatus {
  /** The node that announces. Example: `node-1`. */
  readonly node?: string;
  /** The interfaces on which the node announces. Example: `[eth0]`. */
  readonly interfaces?: readonly string[];
  /** The `spec.l2.revision` under which the node took the address. Example: `1`. */
  readonly revision?: number;
  /** Since when the node has announced the address. Example: `2026-11-23T10:00:00Z`. */
  readonly since?: string;
  /**
   * If the address was taken over from a dead node: the time of that node's last heartbeat. Between this time and
   * `since`, no node answered. Example: `2026-11-23T09:59:59.7Z`.
   */
  readonly silentSince?: string;
  /** If the address was taken over from a dead node: the name of that node. Example: `node-1`. */
  readonly takenFrom?: string;
  /**
   * If the address was taken over from a dead node: the resourceVersion of the Lease of that node's announcer at
   * the takeover. If the Lease has another resourceVersion now, it was renewed, so the node lives. Example:
   * `48121`.
   */
  readonly takenFromLease?: string;
  /**
   * With `spec.l2.loadSharing`: how many hosts each node serves. The hosts are counted every 30 s. Example:
   * `[{node: node-1, count: 12}]`.
   */
  readonly hosts?: readonly {
    /** The name of the node. Example: `node-1`. */
    readonly node: string;
    /** The number of hosts. Example: `12`. */
    readonly count: number;
  }[];
  /**
   * The conditions `Announced` and `Conflict`: whether the address is announced, and whether another host or node
   * claims it too.
   */
  readonly conditions?: readonly Condition[];
}
