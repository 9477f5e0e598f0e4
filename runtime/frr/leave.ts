/**
 * Closes the sessions with routers so that no packet is lost.
 *
 * @module
 */

import type { Statement } from "../../functions/model/frr/statement.ts";
import type { Vty } from "./vty.ts";

/**
 * Routers without graceful restart first get all routes with the community GRACEFUL_SHUTDOWN (RFC 8326), so that they
 * prefer other paths. This step is left out in a `router` block that also has neighbors with graceful restart. After
 * `graceMs` the sessions without graceful restart are closed with the notification Cease, "Administrative Shutdown"
 * (RFC 4486 §3). Sessions with graceful restart stay open: their routers keep the routes after bgpd has ended.
 */
export async function leaveRouters(bgpd: Vty, told: readonly Statement[], graceMs: number): Promise<void> {
  const routers = told.filter(({ line }) => line.startsWith("router bgp ")).map(({ line, inner = [] }) => {
    const lines = inner.map((each) => each.line);
    const neighbors = lines.flatMap((each) => /^neighbor (\S+) (remote-as|interface) /.exec(each)?.[1] ?? []);
    // Each BGPPeer has its own line about graceful restart. A peer in `bgpextras` may inherit the setting of the
    // `router` block.
    const isSaid = (neighbor: string, what: string): boolean => lines.includes(`neighbor ${neighbor} ${what}`);
    const byDefault = lines.includes("bgp graceful-restart");
    const leaving = neighbors.filter((neighbor) =>
      !isSaid(neighbor, "graceful-restart") && !(byDefault && !isSaid(neighbor, "graceful-restart-disable"))
    );
    return { line, leaving, all: leaving.length === neighbors.length };
  });
  if (routers.every(({ leaving }) => leaving.length === 0)) return;
  // `bgp graceful-shutdown` applies to all neighbors of a `router` block, so no neighbor in it may have graceful
  // restart.
  const heard = await tell(
    bgpd,
    routers.filter(({ all }) => all).flatMap(({ line }) => [line, "bgp graceful-shutdown", "exit"]),
  );
  if (!heard) return;
  await new Promise((resolve) => setTimeout(resolve, graceMs));
  await tell(
    bgpd,
    routers.flatMap(({ line, leaving }) => [line, ...leaving.map((each) => `neighbor ${each} shutdown`), "exit"]),
  );
}

/** Sends the commands; false if bgpd went away before the last answer. */
async function tell(bgpd: Vty, commands: readonly string[]): Promise<boolean> {
  if (commands.length === 0) return true;
  for (const command of ["configure terminal", ...commands, "end"]) {
    if (await bgpd.ask(command) === undefined) return false;
  }
  return true;
}
