/**
 * The tour of a lab with a router: routes appear, an announcer crashes, a node dies. Each step shows the router's view.
 *
 * @module
 */

import { epochMs } from "../client/events.ts";
import { check, fact, ms, part, rounded, TourEnded } from "../tour/narration.ts";
import { showLastWords } from "../tour/tour.ts";
import { arriveByBGP, type BGPScene, showRoutes } from "./bgp_arrival.ts";
import type { BGPLab } from "./bgp_lab.ts";
import { allOfBGPHeld, type BGPFindings, type BGPTourResult, newBGPFindings } from "./bgp_result.ts";

export interface BGPTour {
  readonly result: BGPTourResult;
  /** Undefined if the tour ended before an address was in use. */
  readonly scene: BGPScene | undefined;
}

/** How long the tour watches for events that must not happen, in ms. */
const watchMs = 1_500;
const patienceMs = 10_000;

export async function takeBGPTour(bgp: BGPLab): Promise<BGPTour> {
  const findings = newBGPFindings();
  let scene: BGPScene | undefined;
  try {
    scene = await arriveByBGP(bgp, findings);
    await crashAnnouncer(scene, findings);
    await killNode(scene, findings);
  } catch (error) {
    if (!(error instanceof TourEnded)) throw error;
    fact(`The tour ends here: ${error.message}`);
  }
  findings.ok = allOfBGPHeld(findings);
  if (!findings.ok) showLastWords(bgp.lab);
  part(findings.ok ? "All checks succeeded." : "Not all checks succeeded.");
  return { result: findings, scene };
}

async function crashAnnouncer({ bgp: { lab }, routes, http }: BGPScene, findings: BGPFindings): Promise<void> {
  const node = lab.nodes.at(-1);
  if (node === undefined) throw new TourEnded("there is no node");
  part(`The announcer of ${node.name} is killed (kill -9). Its FRR and the node still run.`);
  const killed = epochMs();
  await node.endAnnouncer();
  await new Promise((wake) => setTimeout(wake, watchMs));
  const changes = routes.since(killed).length;
  const requests = http.since(killed);
  const lost = requests.filter(({ ok }) => !ok).length;
  const still = check(changes === 0, changes === 0 ? "the router's routes are as before" : `${changes} routes changed`);
  const none = check(lost === 0, `${requests.length} HTTP requests since then, ${lost === 0 ? "none" : lost} lost`);
  findings.crash_ok = still && none;
  node.startAnnouncer();
}

async function killNode({ bgp, address, routes, http }: BGPScene, findings: BGPFindings): Promise<void> {
  const [node, ...others] = bgp.lab.nodes;
  if (node === undefined) throw new TourEnded("there is no node");
  const nextHop = node.host.address;
  part(`${node.name} loses power.`);
  const killed = epochMs();
  await node.kill();
  const gone = await routes.first(({ nextHops }) => !nextHops.includes(nextHop), {
    since: killed,
    withinMs: patienceMs,
  });
  findings.death_ms = gone === undefined ? null : rounded(gone.at - killed);
  check(
    gone !== undefined,
    gone === undefined
      ? `${nextHop} is still a next hop`
      : `${ms(gone.at - killed)} later ${nextHop} is no next hop any more:`,
  );
  await showRoutes(bgp, address);
  await new Promise((wake) => setTimeout(wake, watchMs));
  const requests = http.since(killed);
  findings.lost = requests.filter(({ ok }) => !ok).length;
  fact(`of ${requests.length} HTTP requests since then ${findings.lost} were lost, those that went to ${node.name}`);
  const after = requests.filter(({ at }) => gone !== undefined && at > gone.at);
  const served = new Set(after.flatMap((answer) => answer.ok ? [answer.by] : []));
  findings.death_http_ok = check(
    after.length > 0 && after.every(({ ok }) => ok) && served.size === others.length,
    `http://${address}/ is served by ${[...served].sort().join(", ") || "nobody"}`,
  );
}
