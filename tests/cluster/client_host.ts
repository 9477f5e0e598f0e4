/**
 * What a machine outside the cluster sees of an address, with the tools of every administrator.
 *
 * @module
 */

import type { Host } from "../../runtime/lab/host.ts";

/** The MACs of all that answer an ARP request for the address, sorted; asks three times and waits 0.2 s each time for all answers. */
export async function whoAnswers(client: Host, address: string): Promise<readonly string[]> {
  // Exit code 1 says that nobody answers.
  const printed = await client.run("sh", ["-c", `arping -c 3 -W 0.2 -i eth0 ${address} || test $? = 1`]);
  const macs = [...printed.matchAll(/from ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) /g)].map((match) => match[1] ?? "");
  return [...new Set(macs)].toSorted();
}

/** The first line of the answer to a GET on a new connection; fails when there is none within two seconds. */
export async function httpGet(client: Host, url: string): Promise<string> {
  const body = await client.run("curl", ["--silent", "--show-error", "--fail", "--max-time", "2", url]);
  return body.trim();
}
