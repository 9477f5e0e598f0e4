/**
 * One line of the results, and how many runs it takes.
 *
 * @module
 */

import type { World } from "../../../runtime/lab/world.ts";

export interface Line {
  readonly name: string;
  readonly samples: readonly number[];
  /** At most; without a bar it is for information. */
  readonly bar?: { readonly median?: number; readonly p99?: number; readonly max?: number };
}

/** Lines that belong together. */
export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** The bar for every failure that moves an address, or hands over the answering. */
export const failoverBar = { median: 350, p99: 700 } as const;

/** What those who used an address noticed of what happened to it. */
export interface Damage {
  /** Answers with another MAC than before. */
  readonly moved: number;
  /** HTTP requests without an answer. */
  readonly lost: number;
  /** How often the connection that was open broke. */
  readonly broken: number;
}

/** There must be none. */
export function damageLines(runs: readonly Damage[]): readonly Line[] {
  const bar = { max: 0 };
  return [
    { name: "answers with another MAC", samples: runs.map(({ moved }) => moved), bar },
    { name: "HTTP requests lost", samples: runs.map(({ lost }) => lost), bar },
    { name: "connections broken", samples: runs.map(({ broken }) => broken), bar },
  ];
}

/** Does it so many times, with all cores kept busy by others in the second half; returns what each run found. */
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

/** Keeps every core busy until it is disposed of. */
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
