/**
 * The way through a lab: an address appears, its announcer crashes, its node dies; at each step, what the network saw.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import { say } from "../terminal.ts";
import { crashAnnouncer } from "./announcer_crash.ts";
import { arrive } from "./arrival.ts";
import { fact, part, TourEnded } from "./narration.ts";
import { killNode } from "./node_death.ts";
import { allHeld, newFindings, type TourResult } from "./result.ts";
import type { Scene } from "./scene.ts";

export interface Tour {
  readonly result: TourResult;
  /** Undefined when it ended before an address was in use. */
  readonly scene: Scene | undefined;
}

export async function takeTour(lab: Lab): Promise<Tour> {
  const findings = newFindings();
  let scene: Scene | undefined;
  try {
    scene = await arrive(lab, findings);
    await crashAnnouncer(scene, findings);
    await killNode(scene, findings);
  } catch (error) {
    if (!(error instanceof TourEnded)) throw error;
    fact(`The tour ends here: ${error.message}`);
  }
  findings.ok = allHeld(findings);
  if (!findings.ok) showLastWords(lab);
  part(findings.ok ? "All of it held." : "Not all of it held.");
  return { result: findings, scene };
}

/** Of all programs of the lab. */
export function showLastWords(lab: Lab): void {
  for (const name of ["controller", ...lab.nodes.map((node) => `announcer-${node.name}`)]) lastWords(lab, name);
}

const lastLines = 15;

function lastWords(lab: Lab, name: string): void {
  part(`The last that the ${name.replace("-", " of ")} said:`);
  for (const line of lab.log(name).trimEnd().split("\n").slice(-lastLines)) say(`    ${line}`);
}
