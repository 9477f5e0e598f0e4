/**
 * BFDProfiles in the form that `route` uses: read once and checked.
 *
 * @module
 */

import type { BFDProfile } from "../crds.ts";
import { error, type Flaw, type Reading } from "../fault.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { readByAge } from "../read_by_age.ts";
import { booleanFlaws, isRecord } from "../shape.ts";
import { numberFlaws } from "../whole_number.ts";

/** A BFDProfile. Intervals are in milliseconds. A field that the profile omits has FRR's default. */
export interface BFDTiming {
  readonly name: string;
  readonly receiveInterval: number;
  readonly transmitInterval: number;
  readonly echoInterval: number;
  readonly detectMultiplier: number;
  readonly echoMode: boolean;
  readonly passiveMode: boolean;
  readonly minimumTtl?: number;
}

const bounds = {
  receiveInterval: { from: 10, to: 60_000, reason: "InvalidBFDProfile" },
  transmitInterval: { from: 10, to: 60_000, reason: "InvalidBFDProfile" },
  echoInterval: { from: 10, to: 60_000, reason: "InvalidBFDProfile" },
  detectMultiplier: { from: 2, to: 255, reason: "InvalidBFDProfile" },
  minimumTtl: { from: 1, to: 254, reason: "InvalidBFDProfile" },
} as const;

/**
 * The valid profiles, sorted by name, and the faults of all.
 *
 * @param namespace the namespace of profiles; a profile in another namespace has a fault, and is not valid
 */
export function readBFDProfiles(objects: readonly BFDProfile[], namespace: string): Reading<BFDTiming> {
  return readByAge(objects, { flawsOf: (object) => profileFlaws(object, namespace), read: timingOf });
}

function profileFlaws(object: BFDProfile, namespace: string): readonly Flaw[] {
  const spec: unknown = object.spec ?? {};
  if (!isRecord(spec)) return [error("spec", "InvalidShape", "Cannot read spec: not an object")];
  return [
    ...namespaceFlaws(object, namespace),
    ...Object.entries(bounds).flatMap(([name, bound]) => numberFlaws(`spec.${name}`, spec[name], bound)),
    ...booleanFlaws("spec.echoMode", spec["echoMode"]),
    ...booleanFlaws("spec.passiveMode", spec["passiveMode"]),
  ];
}

function timingOf({ metadata: { name }, spec }: BFDProfile): BFDTiming {
  return {
    name,
    receiveInterval: spec?.receiveInterval ?? 300,
    transmitInterval: spec?.transmitInterval ?? 300,
    echoInterval: spec?.echoInterval ?? 50,
    detectMultiplier: spec?.detectMultiplier ?? 3,
    echoMode: spec?.echoMode ?? false,
    passiveMode: spec?.passiveMode ?? false,
    ...(typeof spec?.minimumTtl === "number" && { minimumTtl: spec.minimumTtl }),
  };
}
