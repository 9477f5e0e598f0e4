/**
 * Serves the real page of a controller that has observed a world of the fixtures.
 *
 * @module
 */

import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import type { HistoryEntry } from "../../../functions/model/history/entry.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { open } from "../../../runtime/page/status_page.ts";
import { readManifests } from "../../../runtime/reading/read_manifests.ts";
import { freePort } from "../../cluster/machine/free_port.ts";
import { leading } from "./scene.ts";

const questions = new URL("../../fixtures/questions/", import.meta.url).pathname;

/** The world of these files in `tests/fixtures/questions`. */
export async function worldOf(...files: readonly string[]): Promise<Observed> {
  return (await readManifests(files.map((file) => `${questions}${file}`))).observed;
}

interface Shown extends AsyncDisposable {
  readonly url: string;
}

interface More {
  readonly history?: readonly HistoryEntry[];
  /** The value of `controller --docs`. */
  readonly docs?: string;
}

/** Serves the page of a controller that has observed this world. */
export function shownWorld(observed: Observed, { history = [], docs }: More = {}): Shown {
  const address = { hostname: "127.0.0.1", port: freePort() };
  const scene = { ...leading, options: { ...leading.options, ...(docs !== undefined && { docs }) } };
  const onlooker = open(scene, { address, isAskedFor: true });
  assert.ok(onlooker !== undefined);
  const seen = { observed, desired: decide(observed) };
  const passed = { ...seen, part: seen, decision: { wanted: [], events: [] }, history };
  onlooker.look(passed, { ms: 0, queue: { size: 0 } });
  return { url: `http://127.0.0.1:${address.port}/`, [Symbol.asyncDispose]: () => onlooker[Symbol.asyncDispose]() };
}
