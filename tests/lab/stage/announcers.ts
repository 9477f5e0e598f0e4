/** Starts the announcers of a lab, and waits for their Leases: announcers find their peers by Leases. */

import type { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";

const patienceMs = 60_000;

export async function startAnnouncers(lab: Lab): Promise<void> {
  for (const node of lab.nodes) node.startAnnouncer();
  for (const node of lab.nodes) await announcerUp(lab, node, 0);
}

/** Resolves when the announcer of a node has written its Lease since `since`. */
export async function announcerUp(lab: Lab, { name }: LabNode, since: number): Promise<void> {
  const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
  const lease = await lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), {
    since,
    withinMs: patienceMs,
  });
  if (lease === undefined) throw new Error(`The announcer of ${name} has no Lease: ${lab.log(`announcer-${name}`)}`);
}
