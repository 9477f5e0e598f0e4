/**
 * Metrics whose values are looked up when somebody asks. In between they cost nothing, and what is gone is not told of any more.
 *
 * @module
 */

import { Counter, Gauge, type Registry } from "prom-client";

export interface Description {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export function gauge(
  registry: Registry,
  { name, help, labels = [] }: Description,
  look: () => Iterable<Sample>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect(): void {
      this.reset();
      for (const { labels = {}, value } of look()) this.set({ ...labels }, value);
    },
  });
}

export function counter(
  registry: Registry,
  { name, help, labels = [] }: Description,
  look: () => Iterable<Sample>,
): void {
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect(): void {
      this.reset();
      for (const { labels = {}, value } of look()) this.inc({ ...labels }, value);
    },
  });
}
