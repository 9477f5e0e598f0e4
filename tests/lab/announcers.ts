/**
 * Announcers of a lab, waited for: only those that have a Lease are known to the others.
 */

import type { Lab } from "../../runtime/lab/lab.ts";
import type { LabNode } from "../../runtime/lab/lab_node.ts";

const patienceMs = 60_000;

export async function startAnnouncers(lab: Lab): Promise<void> {
  for (const node of lab.nodes) node.startAnnouncer();
  for (const node of lab.nodes) await announcerUp(lab, node, 0);
}

/** Resolves when the announcer of a node has shown life in its Lease since then. */
export async function announcerUp(lab: Lab, { name }: LabNode, since: number): Promise<void> {
  const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
  const lease = await lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), {
    since,
    withinMs: patienceMs,
  });
  if (lease === undefined) throw new Error(`The announcer of ${name} has no Lease: ${lab.log(`announcer-${name}`)}`);
}
