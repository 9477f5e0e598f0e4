/**
 * Reads a world from Kubernetes manifests: files, folders, dumps of `kubectl get -o yaml`, standard input.
 *
 * @module
 */

import type { Fault, ObjectReference } from "../../functions/model/fault.ts";
import { toInstant } from "../../functions/model/instant.ts";
import { perKind } from "../../functions/model/kind_table.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { ConfigMap, Instant, KubernetesEvent, Secret } from "../../functions/model/kubernetes.ts";
import { announcerLeaseSeconds, yearMs } from "../../functions/model/lease_times.ts";
import { labelComponent } from "../../functions/model/names.ts";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { observedFrom } from "../../functions/model/observed_lists.ts";
import { isRecord } from "../../functions/model/shape.ts";
import type { FoundObject, Place } from "./found_object.ts";
import { acceptObject, type Add, keyOfReference } from "./accept_object.ts";
import type { Moment } from "./archive.ts";
import { nothingRead, readManifestFiles } from "./manifest_files.ts";
import { readManifestText } from "./manifest_text.ts";
import { UsageError } from "../ground/usage_error.ts";

export interface Manifests {
  readonly observed: Observed;
  readonly events: readonly KubernetesEvent[];
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly Secret[];
  /** The faults of objects that were left out or occur twice, of unknown fields, and of MetalLB's old ConfigMap. */
  readonly faults: readonly Fault[];
  /** By kind: how many objects were read, those of other projects too. */
  readonly kinds: ReadonlyMap<string, number>;
  /** For each file, document and object that cannot be read at all, one line with the place and the reason. */
  readonly unreadable: readonly string[];
  /** The place of an object or of its field; undefined if it is in no file. */
  placeOf(object: ObjectReference, field?: string): Place | undefined;
}

/**
 * Reads all objects of the kinds in `kindTable`, and skips objects of other projects. If an object occurs twice, the
 * last one counts, as with `kubectl apply`. An object that the API server would refuse is skipped, and reported as a
 * fault. But the objects that `check` judges, e.g. pools, are kept even if their content is invalid.
 *
 * `observed.now` is the time of the dump: the latest renewal of an announcer's Lease in the dump (see `timeOfDump`), or
 * the current time if there is no such Lease. An archive of `collect` has its own time and settings, and its nodes are
 * not assumed to be live.
 *
 * Throws `UsageError` with a line for each unreadable part, or if there is no object at all.
 *
 * @param home the namespace of Services, EndpointSlices and Events that name none
 */
export async function readManifests(
  paths: readonly string[],
  options: Partial<Settings> = {},
  home = "default",
): Promise<Manifests> {
  const manifests = await readDespite(paths, options, home);
  if (manifests.unreadable.length > 0) throw new UsageError(manifests.unreadable.join("\n"));
  return manifests;
}

/** Does the same as `readManifests`, but lists unreadable parts in `unreadable` and does not throw. */
export async function readDespite(
  paths: readonly string[],
  options: Partial<Settings> = {},
  home = "default",
): Promise<Manifests> {
  const { files, unreadable, moment } = await readManifestFiles(paths);
  const texts = await Promise.all(files.map(({ name, text }) => readManifestText(text, name)));
  const manifests = manifestsOf(texts.flatMap(({ objects }) => objects), options, home, moment);
  const missed = [...unreadable, ...texts.flatMap((text) => text.unreadable), ...manifests.unreadable];
  const isEmpty = paths.length > 0 && missed.length === 0 && manifests.kinds.size === 0 && moment === undefined;
  return { ...manifests, unreadable: isEmpty ? [nothingRead(paths)] : missed };
}

/** Does the same as `readDespite` for objects that were parsed already. */
export function manifestsOf(
  objects: readonly FoundObject[],
  options: Partial<Settings> = {},
  home = "default",
  moment: Moment | undefined = undefined,
): Manifests {
  const settings: Settings = moment?.settings ?? { ...defaultSettings, assume: "live", ...options };
  const namespaces = { configuration: settings.namespace, others: home };
  const world = perKind<World>(() => new Map());
  const add: Add = (kind, object, key) => world[kind].set(key, object);
  const found = new Map<string, FoundObject>();
  const foundWithFault = new Map<ObjectReference, FoundObject>();
  const faults: Fault[] = [];
  const unreadable: string[] = [];
  const kinds = new Map<string, number>();
  for (const each of objects) {
    if (isRecord(each.value) && typeof each.value["kind"] === "string") {
      kinds.set(each.value["kind"], (kinds.get(each.value["kind"]) ?? 0) + 1);
    }
    const accepted = acceptObject(each, namespaces, add);
    if (accepted.is === "unreadable") unreadable.push(accepted.line);
    if (!("reference" in accepted)) continue;
    const { reference, key } = accepted;
    const before = found.get(key);
    if (accepted.is === "left out" && before !== undefined) remove(world, key);
    const own = [...accepted.faults, ...(before === undefined ? [] : [twice(reference, before.placeOf(""))])];
    if (own.length > 0) foundWithFault.set(reference, each);
    faults.push(...own);
    found.set(key, each);
  }
  return {
    observed: observedOf(world, settings, moment),
    events: [...world.Event.values()],
    configMaps: [...world.ConfigMap.values()],
    secrets: [...world.Secret.values()],
    faults,
    kinds,
    unreadable,
    // If an object is replaced by a later one, its faults still have places in the earlier one, by their own reference.
    placeOf: (object, field = "") => (foundWithFault.get(object) ?? found.get(keyOfReference(object)))?.placeOf(field),
  };
}

/** Objects by `keyOfReference`. */
type World = { readonly [Kind in KindName]: Map<string, Kinds[Kind]> };

function remove(world: World, key: string): void {
  for (const objects of Object.values(world)) objects.delete(key);
}

function twice(object: ObjectReference, before: Place): Fault {
  const message = `is also in ${before.file}:${before.line}; the last one counts`;
  return { object, field: "metadata.name", reason: "DuplicateEntry", message, severity: "warning" };
}

/**
 * The latest renewal; undefined if there is none. A dump is not from the future, so a renewal more than 40 s in the
 * future comes from a wrong clock, and is ignored.
 *
 * In two cases this machine's own clock is wrong instead: all renewals are that far in the future, or all others are
 * more than a year older than the first future renewal, and further from the present. Then the future renewals count,
 * up to a year after the first one.
 */
function timeOfDump(renewals: readonly Instant[], present: Instant): Instant | undefined {
  const limit = present + announcerLeaseSeconds * 1000;
  const last = Math.max(...renewals.filter((renewal) => renewal <= limit));
  const next = Math.min(...renewals.filter((renewal) => renewal > limit));
  const isOld = next - last > yearMs && next - present < present - last;
  if (last !== -Infinity && !isOld) return last;
  return next === Infinity ? undefined : Math.max(...renewals.filter((renewal) => renewal <= next + yearMs));
}

function observedOf(world: World, settings: Settings, moment: Moment | undefined): Observed {
  const leases = [...world.Lease.values()].filter((lease) => lease.metadata.labels?.[labelComponent] === "announcer");
  const renewals = leases.map((lease) => toInstant(lease.spec?.renewTime)).filter((renewal) => renewal !== undefined);
  const present = Date.now();
  const dumped = moment === undefined ? timeOfDump(renewals, present) : undefined;
  const time: Pick<Observed, "now" | "nowFrom"> = moment !== undefined
    ? { now: moment.now, nowFrom: "archive" }
    : dumped !== undefined
    ? { now: dumped, nowFrom: "leases" }
    : { now: present };
  return { ...observedFrom((kind) => [...world[kind].values()], { ...time, settings }), leases };
}
