import type { Libc } from "./libc.ts";
import { NativeMemory } from "./native_memory.ts";
import { levelSocket, optionAttachFilter } from "./socket_constants.ts";
import type { WireError } from "./wire_error.ts";

const instructionBytes = 8;

/**
 * Replaces the socket's filter: from now on the kernel delivers only packets that the program accepts (`socket(7)`,
 * SO_ATTACH_FILTER). Returns an error when it fails, e.g. at the memory limit for filters (`net.core.optmem_max`).
 *
 * @param bytes the result of `filterBytes`
 */
export function attachFilter(libc: Libc, descriptor: number, bytes: Uint8Array): WireError | undefined {
  using instructions = new NativeMemory(libc, bytes.length);
  instructions.write(bytes, 0);
  const header = new DataView(new ArrayBuffer(16));
  header.setUint16(0, bytes.length / instructionBytes, true);
  header.setBigUint64(8, instructions.address, true);
  const failed = libc.calls.setsockopt(descriptor, levelSocket, optionAttachFilter, header, 16) < 0;
  return failed ? libc.error("attach filter to socket") : undefined;
}
