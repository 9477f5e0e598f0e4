import type { Host } from "../../../runtime/lab/host.ts";

/**
 * Lets the kernel of a host count what arrives, before anything else is done with it, by each of the matches, in nft's words.
 * Returns how to ask for the counts so far, in the order of the matches and all of the same time.
 */
export async function countPackets(host: Host, ...matches: string[]): Promise<() => Promise<readonly number[]>> {
  const input = `table ip counting {
    ${matches.map((_, index) => `counter c${index} {}`).join("\n")}
    chain arriving {
      type filter hook prerouting priority -300
      ${matches.map((match, index) => `${match} counter name c${index}`).join("\n")}
    }
  }`;
  await host.run("nft", ["-f", "-"], { input });
  return async () => {
    const listed = await host.run("nft", ["list", "counters", "table", "ip", "counting"]);
    return matches.map((_, index) => {
      return Number(new RegExp(`counter c${index} \\{\\s*packets (\\d+)`).exec(listed)?.[1] ?? NaN);
    });
  };
}
