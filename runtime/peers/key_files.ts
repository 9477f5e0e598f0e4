/**
 * Reads the heartbeat keys on disk: the key in `FILE` signs, and the keys in `FILE.NAME` are accepted too, up to four
 * keys in all. A Secret that is mounted as a folder has this form. The files are read repeatedly, so that an exchange
 * of the key needs no restart.
 *
 * @module
 */

import { UsageError } from "../ground/usage_error.ts";
import { isSameRing, type KeyRing, keyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";

/** Each file is a key, byte for byte, even a line break at its end. @throws UsageError */
export async function readKeys(file: string): Promise<KeyRing> {
  let ring = await readOnce(file);
  // While the kubelet replaces a Secret, one reading may mix files of the old and the new Secret.
  for (let reading = 1; reading < mostReadings; reading++) {
    const before = ring;
    ring = await readOnce(file);
    if (isSameRing(before, ring)) break;
  }
  return ring;
}

const mostReadings = 5;

async function readOnce(file: string): Promise<KeyRing> {
  const others = await filesBeside(file);
  const [signing, ...accepted] = await Promise.all([file, ...others].map(readKey));
  if (signing === undefined) throw new UsageError(`Cannot read the heartbeat key ${file}: there is none`);
  return keyRing(signing, accepted);
}

async function readKey(file: string): Promise<Uint8Array> {
  try {
    const key = await Deno.readFile(file);
    if (key.length > 0) return key;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot read the heartbeat key ${file}: ${cause}`, { cause: error });
  }
  throw new UsageError(`Cannot use the heartbeat key ${file}: the file is empty`);
}

/** The files `FILE.NAME`, sorted by name; empty if the folder does not exist or may not be read. */
async function filesBeside(file: string): Promise<readonly string[]> {
  const slash = file.lastIndexOf("/");
  const folder = slash < 0 ? "." : file.slice(0, slash + 1);
  const prefix = `${file.slice(slash + 1)}.`;
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.filter((name) => name.startsWith(prefix)).sort().map((name) => file.slice(0, slash + 1) + name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) return [];
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
