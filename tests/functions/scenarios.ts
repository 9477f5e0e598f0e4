/**
 * Reads the scenarios of a folder in tests/fixtures/. The form is the same for all functions; tests/fixtures/README.md
 * explains it.
 *
 * @module
 */

import { parseAllDocuments } from "yaml";
import { defaultSettings, type Observed, type Settings } from "../../functions/model/observed.ts";
import { acceptObject } from "../../runtime/reading/accept_object.ts";
import { kindTable, listedKinds } from "../../functions/model/kind_table.ts";

// The test of each function reads its own keys, so their types are not known here.
// deno-lint-ignore no-explicit-any
export type Told = any;

export interface Scenario {
  /**
   * The file and the rule, such as `request/annotation: RULE`. If the file has several scenarios, each `_` of its name
   * becomes a space.
   */
  readonly name: string;
  /** The objects of the file and of the scenario, by kind. */
  readonly observed: Observed;
  /** The same objects as they are written, including kinds without a list in `observed`. */
  readonly objects: readonly Told[];
  /** The scenario with all its keys, for functions that need more than the objects. */
  readonly told: Told;
  readonly expect: Told;
}

interface ScenarioFile {
  /** The name without its ending, relative to the folder: `pool/full`. */
  readonly name: string;
  readonly objects: readonly Told[];
  readonly pieces: Pieces;
  readonly scenarios: readonly Told[];
}

type Pieces = Readonly<Record<string, readonly unknown[]>>;

/** The time of a scenario that sets none. */
export const present = Date.parse("2026-11-23T10:00:00Z");

const fixtures = new URL("../fixtures/", import.meta.url);

/** @param unless settings in place of the default settings; a scenario may replace them */
export function scenariosIn(folder: string, unless: Partial<Settings> = {}): Scenario[] {
  const files = yamlFiles(new URL(`${folder}/`, fixtures)).map((path) => readFile(folder, path));
  const shared = files.find(({ name }) => name === "pieces")?.pieces ?? {};
  return files.flatMap((file) =>
    file.scenarios.map((told) => {
      const given = Array.isArray(told.given) ? piecesIn(told.given, { ...shared, ...file.pieces }) : [];
      const objects = replacing(file.objects, given);
      return {
        name: nameOf(file, told.name),
        observed: worldOf(objects, told, { ...defaultSettings, ...unless }),
        objects,
        told,
        expect: told.expect,
      };
    })
  );
}

/** The paths below the folder, sorted by name. */
function yamlFiles(folder: URL, below = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return yamlFiles(new URL(`${name}/`, folder), `${below}${name}/`);
    return name.endsWith(".yaml") ? [`${below}${name}`] : [];
  }).sort();
}

function readFile(folder: string, path: string): ScenarioFile {
  const documents = parseAllDocuments(Deno.readTextFileSync(new URL(`${folder}/${path}`, fixtures)), { merge: true });
  const objects: Told[] = [];
  let pieces: Pieces = {};
  let scenarios: readonly Told[] = [];
  for (const document of documents) {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const value: Told = document.toJS();
    if (Array.isArray(value)) scenarios = value;
    else if (value?.pieces !== undefined) pieces = value.pieces;
    else objects.push(value);
  }
  const name = path.replace(".yaml", "");
  const isWrong = (scenarios.length === 0 && name !== "pieces") || scenarios.some((each) => each?.name === undefined);
  if (isWrong) throw new Error(`${folder}/${path} does not end in a list of scenarios: see tests/fixtures/README.md`);
  return { name, objects, pieces, scenarios };
}

function nameOf({ name, scenarios }: ScenarioFile, rule: string): string {
  const topic = scenarios.length === 1 ? name : name.replaceAll("_", " ");
  return `${topic}: ${rule}`;
}

function piecesIn(given: readonly unknown[], pieces: Pieces): readonly unknown[] {
  return given.flatMap((each) => {
    if (typeof each !== "string") return [each];
    const piece = pieces[each];
    if (piece === undefined) throw new Error(`There is no piece named ${each}`);
    return piecesIn(piece, pieces);
  });
}

/** An object of a scenario replaces an object with the same kind and name. The other objects of the file stay. */
function replacing(objects: readonly Told[], given: readonly Told[]): readonly Told[] {
  const all = [...objects];
  for (const each of given) {
    const place = all.findIndex((other) => identityOf(other) === identityOf(each));
    if (place < 0) all.push(each);
    else all[place] = each;
  }
  return all;
}

function identityOf({ kind, metadata }: Told): string {
  return `${kind} ${metadata?.namespace}/${metadata?.name}`;
}

function worldOf(objects: readonly Told[], told: Told, settings: Settings): Observed {
  const place = { file: told.name, line: 1, column: 1 };
  const own = { ...settings, ...told.settings };
  const accepted = objects.flatMap((value) => {
    let object: unknown;
    const namespaces = { configuration: own.namespace, others: "default" };
    const became = acceptObject({ value, placeOf: () => place }, namespaces, (_, each) => object = each);
    if (told.unchecked && became.is !== "foreign") return [value];
    if (became.is === "foreign" || became.is === "unreadable") {
      throw new Error(`${told.name}: there is no kind ${value.kind} of ${value.apiVersion}`);
    }
    const [fault] = became.faults;
    if (fault?.severity === "error") {
      throw new Error(`${told.name}: ${fault.object.name} ${fault.field}: ${fault.message}`);
    }
    return object === undefined ? [] : [object];
  });
  const lists = listedKinds.map((each) => [kindTable[each].list, accepted.filter(({ kind }) => kind === each)]);
  return {
    ...Object.fromEntries(lists),
    now: instantOf(told.now) ?? present,
    settings: Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null)) as unknown as Settings,
    ...(told.followedSince !== undefined && { followedSince: instantOf(told.followedSince) }),
  };
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
