/**
 * Notes when this process first saw the times in a VirtualIP. They come from announcers and from earlier controllers,
 * whose clocks may be wrong.
 *
 * Why: docs/adr/0032-no-two-clocks.md
 *
 * @module
 */

import { conditionOf } from "../../functions/model/conditions.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { FirstSeen, Instant } from "../../functions/model/kubernetes.ts";
import { annotationMoved } from "../../functions/model/names.ts";

type Field = keyof FirstSeen;

/**
 * The VirtualIP with `firstSeen`. A time that a VirtualIP already has when it is first seen counts as new: only the
 * clock of the time's writer could tell its age.
 */
export function withFirstSeen(virtualIP: VirtualIP, before: VirtualIP | undefined, now: Instant): VirtualIP {
  const texts = textsOf(virtualIP);
  if (texts.length === 0) return virtualIP;
  const known = before?.metadata.firstSeen;
  const isKnown = texts.every(([field, text]) => known?.[field]?.text === text);
  const firstSeen = known !== undefined && isKnown && Object.keys(known).length === texts.length
    ? known
    : Object.fromEntries(texts.map(([field, text]) => {
      const seen = known?.[field];
      return [field, seen?.text === text ? seen : { text, at: now }];
    }));
  return { ...virtualIP, metadata: { ...virtualIP.metadata, firstSeen } };
}

function textsOf({ metadata, status }: VirtualIP): readonly (readonly [Field, string])[] {
  const conflict = conditionOf(status?.conditions, "Conflict");
  const found: readonly (readonly [Field, unknown])[] = [
    ["since", status?.since],
    ["conflict", conflict?.lastTransitionTime],
    ["moved", metadata.annotations?.[annotationMoved]],
  ];
  return found.filter((each): each is readonly [Field, string] => typeof each[1] === "string");
}
