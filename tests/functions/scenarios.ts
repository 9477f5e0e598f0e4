/**
 * Reads the scenarios of a folder in tests/fixtures/: YAML files that a user could read, one for each rule.
 *
 * A file is a map of `scenarios` and, if it likes, of `pieces`: named lists of Kubernetes objects. A scenario is given pieces by
 * name and objects as they are; what it expects is for the test of that function to read. `pieces.yaml` holds those of all files.
 */

import { parse } from "yaml";
import type { Observed, Settings } from "../../functions/model/observed.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import { manifestsOf } from "../../runtime/cli/read_manifests.ts";

export interface Scenario {
  /** The file, and what the scenario says. */
  readonly name: string;
  readonly observed: Observed;
  /** Whatever stands under `expect`. */
  // deno-lint-ignore no-explicit-any
  readonly expect: any;
}

interface ScenarioFile {
  readonly pieces?: Readonly<Record<string, readonly unknown[]>>;
  readonly scenarios?: readonly ScenarioText[];
}

interface ScenarioText {
  readonly name: string;
  readonly now?: string;
  readonly followedSince?: string;
  readonly settings?: Partial<Settings>;
  readonly given: readonly unknown[];
  readonly expect: unknown;
}

/** When a scenario does not say. */
export const present = Date.parse("2026-11-23T10:00:00Z");

const fixtures = new URL("../fixtures/", import.meta.url);

export function scenariosIn(folder: string): Scenario[] {
  const place = new URL(`${folder}/`, fixtures);
  const names = [...Deno.readDirSync(place)].map(({ name }) => name).filter((name) => name.endsWith(".yaml")).sort();
  const files = names.map((name) => ({ name, file: readYaml(new URL(name, place)) }));
  const pieces = files.find(({ name }) => name === "pieces.yaml")?.file.pieces ?? {};
  return files.flatMap(({ name, file }) =>
    (file.scenarios ?? []).map((scenario) => ({
      name: `${name.replace(".yaml", "").replaceAll("_", " ")}: ${scenario.name}`,
      observed: worldOf(scenario, { ...pieces, ...file.pieces }),
      expect: scenario.expect,
    }))
  );
}

function readYaml(url: URL): ScenarioFile {
  return parse(Deno.readTextFileSync(url), { merge: true });
}

function worldOf(scenario: ScenarioText, pieces: Readonly<Record<string, readonly unknown[]>>): Observed {
  const objects = scenario.given.flatMap((each) => typeof each === "string" ? pieceOf(each, pieces) : [each]);
  const { observed, faults } = manifestsOf(objects.map((value) => {
    return { value, placeOf: () => ({ file: scenario.name, line: 1, column: 1 }) };
  }));
  const [fault] = faults.filter((each) => each.reason !== "DuplicateEntry");
  if (fault !== undefined) throw new Error(`${scenario.name}: ${fault.object.name} ${fault.field}: ${fault.message}`);
  return {
    ...observed,
    now: scenario.now === undefined ? present : Date.parse(scenario.now),
    settings: { ...defaultSettings, ...scenario.settings },
    ...(scenario.followedSince !== undefined && { followedSince: Date.parse(scenario.followedSince) }),
  };
}

function pieceOf(name: string, pieces: Readonly<Record<string, readonly unknown[]>>): readonly unknown[] {
  const piece = pieces[name];
  if (piece === undefined) throw new Error(`There is no piece named ${name}`);
  return piece.flatMap((each) => typeof each === "string" ? pieceOf(each, pieces) : [each]);
}
