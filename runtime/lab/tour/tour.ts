/**
 * The tour of a lab: an address appears, the holder's announcer crashes, the holder dies. Each step shows what happened
 * on the network.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import { say } from "../../ground/terminal.ts";
import { crashAnnouncer } from "./announcer_crash.ts";
import { arrive } from "./arrival.ts";
import { fact, part, TourEnded } from "./narration.ts";
import { killNode } from "./node_death.ts";
import { allHeld, newFindings, type TourResult } from "./result.ts";
import type { Scene } from "./scene.ts";

export interface Tour {
  readonly result: TourResult;
  /** Undefined if the tour ended before an address was in use. */
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
  part(findings.ok ? "All checks succeeded." : "Not all checks succeeded.");
  return { result: findings, scene };
}

/** Prints the last log lines of the controller and of each announcer. */
export function showLastWords(lab: Lab): void {
  for (const name of ["controller", ...lab.nodes.map((node) => `announcer-${node.name}`)]) lastWords(lab, name);
}

const lastLines = 15;

function lastWords(lab: Lab, name: string): void {
  part(`The last log lines of the ${name.replace("-", " of ")}:`);
  for (const line of lab.log(name).trimEnd().split("\n").slice(-lastLines)) say(`    ${line}`);
}
