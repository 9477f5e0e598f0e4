/**
 * The kernel's control messages that come with a datagram (`cmsg(3)`), in little-endian byte order and with lengths of
 * 64 bits.
 *
 * @module
 */

export interface ControlMessage {
  readonly level: number;
  readonly type: number;
  readonly content: DataView;
}

const headerLength = 16;

/** Reads the control messages of one `recvmsg`. Stops at a message that would be longer than the rest of the data. */
export function readControlMessages(control: Uint8Array): readonly ControlMessage[] {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const messages: ControlMessage[] = [];
  for (let start = 0; start + headerLength <= control.length;) {
    const length = view.getUint32(start, true);
    if (length < headerLength || view.getUint32(start + 4, true) !== 0 || start + length > control.length) break;
    const content = new DataView(control.buffer, control.byteOffset + start + headerLength, length - headerLength);
    messages.push({ level: view.getInt32(start + 8, true), type: view.getInt32(start + 12, true), content });
    start += (length + 7) & ~7;
  }
  return messages;
}
