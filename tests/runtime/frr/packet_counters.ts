import type { Host } from "../../../runtime/lab/stage/host.ts";

/**
 * For each of these nft expressions, counts the packets that arrive at a host and match the expression, before any
 * other rule applies. Returns a function that reads all counts at the same time, in the order of the expressions.
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
