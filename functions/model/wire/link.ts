/**
 * A network interface of this host, as the kernel describes it (`rtnetlink(7)`).
 *
 * @module
 */

export interface Link {
  readonly index: number;
  readonly name: string;
  /** Absent if the link has no MAC of six bytes, such as a tunnel. */
  readonly mac?: string;
  /** True if the administrator has switched the link on and the link has a carrier. */
  readonly up: boolean;
  /** True if ARP or NDP finds hosts on the link; false with the flag NOARP. */
  readonly arp: boolean;
  readonly broadcast: boolean;
  /** The type of a virtual link, such as `bridge`, `bond`, `vrf`, `veth`; absent for hardware. */
  readonly kind?: string;
  readonly master?: Master;
  /** In the order in which the kernel lists them. */
  readonly addresses: readonly LinkAddress[];
}

/** The link of which another link is a member. */
export interface Master {
  readonly index: number;
  /** The type of the master, such as `bridge`, `bond`, `vrf`. */
  readonly kind?: string;
}

export interface LinkAddress {
  readonly address: string;
  /** The length of the subnet's prefix in bits. */
  readonly prefix: number;
  readonly scope: "global" | "link" | "host";
}
