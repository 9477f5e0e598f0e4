/** Where a peer is reached: one for each network that it shares with this node. */
export interface PeerAddress {
  readonly node: string;
  /** The name of this node's link. */
  readonly link: string;
  readonly address: string;
  readonly mac: string;
  /** Those of all its links: whichever of them answers, it is this peer. */
  readonly macs: readonly string[];
  /** The peer has told that it has this network no more. */
  readonly isUnplugged?: boolean;
}
