/**
 * What an announcer says of itself in its Lease, beside being alive.
 *
 * @module
 */

/** The value of the annotation `arpeggio.dev/links`, as JSON. */
export interface AnnouncerLinks {
  readonly links: readonly AnnouncedLink[];
}

export interface AnnouncedLink {
  readonly name: string;
  /** Lower-case, colon-separated. */
  readonly mac: string;
  /** In CIDR notation with the host's own address, e.g. `172.16.0.11/16`. */
  readonly addresses: readonly string[];
}
