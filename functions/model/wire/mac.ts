/**
 * MAC addresses: six bytes on the wire; as text, in lower case with colons (`02:00:5e:10:00:01`).
 *
 * @module
 */

export const broadcastMac = "ff:ff:ff:ff:ff:ff";
export const zeroMac = "00:00:00:00:00:00";

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The MAC in the six bytes that start at `offset`. Missing bytes count as zero. */
export function macText(bytes: Uint8Array, offset = 0): string {
  let text = "";
  for (let index = 0; index < 6; index++) {
    text += (index === 0 ? "" : ":") + hexadecimal[bytes[offset + index] ?? 0];
  }
  return text;
}

/** True for a MAC address with colons, in lower or upper case. False for one with dashes. */
export function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text);
}

/**
 * The six bytes of a MAC.
 *
 * @throws RangeError if the text is not a MAC address
 */
export function macBytes(text: string): Uint8Array {
  if (!isMac(text)) throw new RangeError(`Cannot write MAC address: current value is "${text}"`);
  const bytes = new Uint8Array(6);
  for (let index = 0; index < 6; index++) bytes[index] = Number.parseInt(text.slice(index * 3, index * 3 + 2), 16);
  return bytes;
}

/** True for a broadcast or multicast MAC: the lowest bit of its first byte is set (IEEE 802-2014 §8.2). */
export function isGroupMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
