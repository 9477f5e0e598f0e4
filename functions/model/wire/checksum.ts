/**
 * The ICMPv6 checksum (RFC 4443 §2.3): the Internet checksum over a pseudo-header and the message.
 *
 * @module
 */

const nextHeaderIcmpv6 = 58;

export interface Icmpv6Message {
  /** Sixteen bytes each. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** The message. To compute the checksum, its checksum field must be 0. */
  readonly message: Uint8Array;
}

/** The value for the checksum field. 0 if the field already has the right value. */
export function icmpv6Checksum({ source, destination, message }: Icmpv6Message): number {
  let sum = wordSum(source) + wordSum(destination) + wordSum(message) + message.length + nextHeaderIcmpv6;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function wordSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  }
  return sum;
}
