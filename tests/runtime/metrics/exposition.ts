/** Parses the parts of Prometheus' text format that this program writes. */

export interface Family {
  readonly type: string;
  readonly samples: readonly ExposedSample[];
}

export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Exposed {
  readonly text: string;
  /** The metrics by name. */
  readonly families: ReadonlyMap<string, Family>;

  constructor(text: string, families: ReadonlyMap<string, Family>) {
    this.text = text;
    this.families = families;
  }

  /** The sum of the samples with this name and these labels; undefined if there are no such samples. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = [...this.families.values()].flatMap(({ samples }) => samples).filter((sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value)
    );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }
}

export function readExposition(text: string): Exposed {
  const families = new Map<string, { type: string; samples: ExposedSample[] }>();
  let current: { type: string; samples: ExposedSample[] } | undefined;
  for (const line of text.split("\n")) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) families.set(name, current = { type, samples: [] });
    else if (line !== "" && !line.startsWith("#")) current?.samples.push(readSample(line));
  }
  return new Exposed(text, families);
}

function readSample(line: string): ExposedSample {
  const [, name, labels = "", value] = /^([a-zA-Z0-9_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`Cannot read a sample: ${line}`);
  const pairs = labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g);
  return { name, labels: Object.fromEntries([...pairs].map(([, key, text]) => [key, text])), value: Number(value) };
}
