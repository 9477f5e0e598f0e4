/**
 * Taking leave of routers, so that they lose no packet over it.
 *
 * @module
 */

import type { Statement } from "../../functions/model/bgp/frr_statement.ts";
import type { Vty } from "./vty.ts";

/**
 * Routers without graceful restart first get all routes with the community GRACEFUL_SHUTDOWN (RFC 8326), and the sessions with them
 * are closed `graceMs` later, with a word (RFC 9003 Cease). Those with it are left as they are: their routes outlive bgpd.
 */
export async function leaveRouters(bgpd: Vty, told: readonly Statement[], graceMs: number): Promise<void> {
  const routers = told.filter(({ line }) => line.startsWith("router bgp ")).map(({ line, inner = [] }) => {
    const lines = inner.map((each) => each.line);
    const neighbors = lines.flatMap((each) => /^neighbor (\S+) (remote-as|interface) /.exec(each)?.[1] ?? []);
    // Our own peers say so each for itself; those of `bgpextras` may leave it to their router.
    const isSaid = (neighbor: string, what: string): boolean => lines.includes(`neighbor ${neighbor} ${what}`);
    const byDefault = lines.includes("bgp graceful-restart");
    const leaving = neighbors.filter((neighbor) =>
      !isSaid(neighbor, "graceful-restart") && !(byDefault && !isSaid(neighbor, "graceful-restart-disable"))
    );
    return { line, leaving, all: leaving.length === neighbors.length };
  });
  if (routers.every(({ leaving }) => leaving.length === 0)) return;
  // The community goes to every neighbor of a router, so it must not meet one that keeps the routes.
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

/** False when bgpd went away before it had heard all. */
async function tell(bgpd: Vty, commands: readonly string[]): Promise<boolean> {
  if (commands.length === 0) return true;
  for (const command of ["configure terminal", ...commands, "end"]) {
    if (await bgpd.ask(command) === undefined) return false;
  }
  return true;
}
