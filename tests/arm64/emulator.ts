/**
 * Deno for arm64 in an emulator. `deno run -A tests/arm64/emulator.ts` downloads both into the cache, without
 * installing anything: qemu-user and the C library from Debian, Deno from npm.
 *
 * @module
 */

import { executable } from "../cluster/machine/commands.ts";
import { missingPart } from "../cluster/machine/missing_part.ts";

const packages = ["qemu-user-static", "libc6-arm64-cross", "libgcc-s1-arm64-cross"];

/** A command line that runs Deno for arm64; its arguments follow. */
export type Emulated = readonly [command: string, ...args: string[]];

/**
 * The emulated Deno from the cache. If it is missing, prints a message and returns undefined. With `CI=true` throws an
 * error instead.
 */
export async function emulatedDeno(): Promise<Emulated | undefined> {
  const folder = cacheFolder();
  if (await executable(`${folder}/deno`) !== undefined) {
    return [`${folder}/qemu`, "-L", `${folder}/root`, `${folder}/deno`];
  }
  await missingPart("no Deno for arm64, which this downloads: deno run -A tests/arm64/emulator.ts");
  return undefined;
}

/** Fills the cache, if it is not filled yet. The folder gets its name only when it is complete. */
async function build(): Promise<void> {
  const folder = cacheFolder();
  if (await executable(`${folder}/deno`) !== undefined) return;
  const made = `${folder}.${crypto.randomUUID()}`;
  await Deno.mkdir(`${made}/parts`, { recursive: true });
  try {
    await run(
      `
cd "$1/parts"
apt-get download -q -o APT::Sandbox::User=root ${packages.join(" ")} ||
  { apt-get update -q; apt-get download -q -o APT::Sandbox::User=root ${packages.join(" ")}; }
for package in *.deb; do dpkg -x "$package" unpacked; done
mv unpacked/usr/bin/qemu-aarch64-static ../qemu
mkdir -p ../root/lib
mv unpacked/usr/aarch64-linux-gnu/lib ../root/lib/aarch64-linux-gnu
ln -s aarch64-linux-gnu/ld-linux-aarch64.so.1 ../root/lib/
npm pack --silent @deno/linux-arm64-glibc@${Deno.version.deno}
tar -xf ./*.tgz
mv package/deno ../deno
rm -r "$1/parts"`,
      made,
    );
    await Deno.rename(made, folder);
  } catch (error) {
    await Deno.remove(made, { recursive: true });
    throw error;
  }
}

function cacheFolder(): string {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? (home === undefined ? undefined : `${home}/.cache`);
  if (cache === undefined) throw new Error("Cannot keep the emulator: neither XDG_CACHE_HOME nor HOME is set");
  return `${cache}/arpeggio/arm64-deno-${Deno.version.deno}`;
}

async function run(script: string, argument: string): Promise<void> {
  const { success } = await new Deno.Command("bash", {
    args: ["-euc", script, "bash", argument],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot download Deno for arm64 and its emulator: the output above says why");
}

if (import.meta.main) await build();
