/**
 * Ethernet II frames without a VLAN tag, as an `AF_PACKET` socket receives and sends them.
 *
 * @module
 */

import { macBytes } from "./mac.ts";

export const etherTypeIPv4 = 0x0800;
export const etherTypeArp = 0x0806;
export const etherTypeIPv6 = 0x86dd;
export const ethernetHeaderLength = 14;

export interface EthernetHeader {
  readonly destination: string;
  readonly source: string;
  readonly etherType: number;
}

/** The bytes of a frame, without padding and check sequence: the network card adds both. */
export function ethernetFrame(header: EthernetHeader, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ethernetHeaderLength + payload.length);
  frame.set(macBytes(header.destination), 0);
  frame.set(macBytes(header.source), 6);
  new DataView(frame.buffer).setUint16(12, header.etherType);
  frame.set(payload, ethernetHeaderLength);
  return frame;
}
