/**
 * One line of a benchmark's results, with the samples of all runs.
 *
 * @module
 */

import type { Damage } from "../lab/stage/damage.ts";
import type { World } from "../../runtime/lab/stage/world.ts";

export interface Line {
  readonly name: string;
  readonly samples: readonly number[];
  /** The limits, in the unit of the samples; absent: there is no limit. */
  readonly bar?: { readonly median?: number; readonly p99?: number; readonly max?: number };
}

/** One table of results. */
export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** The limits after a node's death, in milliseconds without an answer. */
export const deathBar = { median: 200, p99: 400 } as const;
/** The limits after an announcer's death while its node lives, in milliseconds without an answer. */
export const crashBar = { median: 150, p99: 300 } as const;

/** Makes a line for each kind of damage. Its limit is 0. */
export function damageLines(runs: readonly Damage[]): readonly Line[] {
  const bar = { max: 0 };
  return [
    { name: "answers with another MAC", samples: runs.map(({ moved }) => moved), bar },
    { name: "HTTP requests lost", samples: runs.map(({ lost }) => lost), bar },
    { name: "connections broken", samples: runs.map(({ broken }) => broken), bar },
  ];
}

/** Calls `once` `runs` times, and returns the results. In the second half of the runs, all cores are kept busy. */
export async function halfBusy<Found>(
  place: { readonly world: World },
  runs: number,
  once: () => Promise<Found>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const idle = Math.ceil(runs / 2);
  while (found.length < idle) found.push(await once());
  await using _load = keepBusy(place);
  while (found.length < runs) found.push(await once());
  return found;
}

/** Keeps every core busy until the result is disposed of. */
export function keepBusy({ world }: { readonly world: World }): AsyncDisposable {
  const loops = Array.from(
    { length: navigator.hardwareConcurrency },
    () => world.spawn("sh", ["-c", "while :; do :; done"], { stdin: "null" }),
  );
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      for (const loop of loops) loop.kill("SIGKILL");
      await Promise.all(loops.map((loop) => loop.status));
    },
  };
}
