/**
 * Annotations of Services and of the configuration that are misspelt, or that their kind does not read. They have no
 * effect, and no other check finds them.
 *
 * @module
 */

import { annotationField } from "../allocation/request_fields.ts";
import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import {
  annotationAddresses,
  annotationAllocatedFrom,
  annotationChoose,
  annotationInsteadOf,
  annotationLoadSharing,
  annotationPool,
  annotationSharing,
  annotationTold,
  deprecatedAnnotationPrefix,
  deprecatedRequests,
} from "../names.ts";
import { remembering } from "../remembering.ts";
import { unknownAnnotation, unreadAnnotation } from "./manifest_messages.ts";
import { meantBy } from "./spelling.ts";

const ofServices: readonly string[] = [
  annotationAddresses,
  annotationPool,
  annotationSharing,
  annotationAllocatedFrom,
  annotationInsteadOf,
  annotationTold,
];

/** By kind: the annotations that have an effect. */
const known: Readonly<Record<string, readonly string[]>> = {
  Service: [
    ...ofServices,
    ...ofServices.filter((name) => name.startsWith("metallb.io/"))
      .map((name) => name.replace("metallb.io/", deprecatedAnnotationPrefix)),
  ],
  IPAddressPool: [annotationChoose],
  L2Advertisement: [annotationLoadSharing],
};

export function annotationWarnings(objects: readonly KubernetesObject[]): readonly Fault[] {
  // Many Services have the same annotations of other projects, and a comparison of two names is slow.
  const flawsBy = remembering((kind: string) => kind, (kind) => remembering(asIs, (name) => flawOf(name, kind)));
  return objects.flatMap((object) => {
    const names = Object.keys(object.metadata.annotations ?? {});
    const flaws = names.flatMap(flawsBy(object.kind));
    return flaws.length === 0 ? [] : faultsOf(object, flaws);
  });
}

function asIs(name: string): string {
  return name;
}

function flawOf(name: string, kind: string): readonly Flaw[] {
  const right = known[kind] ?? [];
  if (right.includes(name)) return [];
  const meant = meantBy(name, right);
  if (meant !== undefined) {
    const current = deprecatedRequests[meant] ?? meant;
    return [warning(annotationField(name), "UnknownOption", unknownAnnotation(name, current))];
  }
  const isOurs = ["metallb.io/", "arpeggio.dev/", deprecatedAnnotationPrefix].some((each) => name.startsWith(each));
  return isOurs ? [warning(annotationField(name), "UnknownOption", unreadAnnotation(name, kind))] : [];
}
