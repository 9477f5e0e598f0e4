/** The address of a peer on one network that it shares with this node. */
export interface PeerAddress {
  readonly node: string;
  /** The name of this node's link. */
  readonly link: string;
  readonly address: string;
  readonly mac: string;
  /** The MACs of all links of the peer: an answer from any of these MACs is this peer's. */
  readonly macs: readonly string[];
  /** The peer has reported that it has lost this network. */
  readonly isUnplugged?: boolean;
}
