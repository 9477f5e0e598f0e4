/**
 * A network interface of this host, as the kernel describes it (`rtnetlink(7)`).
 *
 * @module
 */

export interface Link {
  readonly index: number;
  readonly name: string;
  /** Absent on links that have none of six bytes, such as tunnels. */
  readonly mac?: string;
  /** Switched on by the administrator, and with a carrier. */
  readonly up: boolean;
  /** It resolves addresses of neighbours: false for NOARP. */
  readonly arp: boolean;
  readonly broadcast: boolean;
  /** What sort of virtual link, such as `bridge`, `bond`, `vrf`, `veth`; absent on hardware. */
  readonly kind?: string;
  readonly master?: Master;
  /** As the kernel lists them. */
  readonly addresses: readonly LinkAddress[];
}

/** The link that a link is a member of. */
export interface Master {
  readonly index: number;
  /** The sort of the master, such as `bridge`, `bond`, `vrf`. */
  readonly kind?: string;
}

export interface LinkAddress {
  readonly address: string;
  /** The length of the subnet's prefix in bits. */
  readonly prefix: number;
  readonly scope: "global" | "link" | "host";
}

/** Regular expressions of names that are no way out: links of containers, of the host, of the cluster (MetalLB's list). */
export const defaultExclusions: readonly string[] = [
  "^docker.*",
  "^cbr.*",
  "^dummy.*",
  "^virbr.*",
  "^lxcbr.*",
  "^veth.*",
  "^lo$",
  "^cali.*",
  "^tunl.*",
  "^flannel.*",
  "^kube-ipvs.*",
  "^cni.*",
  "^nodelocaldns.*",
  "^lxc.*",
];
