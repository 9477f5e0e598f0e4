/**
 * Metrics whose values are looked up when somebody asks, in the classic text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). In between they cost nothing, and what is gone is not told of.
 *
 * The text goes out in small pieces as it is made: two thousand addresses are a third of a megabyte of it.
 *
 * @module
 */

export interface Description {
  readonly name: string;
  readonly help: string;
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of a histogram: what its name ends with. */
  readonly suffix?: "_bucket" | "_sum" | "_count";
}

interface Metric extends Description {
  readonly type: "gauge" | "counter" | "histogram";
  readonly look: () => Iterable<Sample>;
}

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** Characters of a piece: what is made of one is garbage before the next is asked for. */
const pieceLength = 8_192;

export class Registry {
  readonly #metrics: Metric[] = [];
  readonly #preparations: (() => void | Promise<void>)[] = [];

  /** Done each time before the values are looked up: for what has to be asked for, or forgotten. */
  prepare(preparation: () => void | Promise<void>): void {
    this.#preparations.push(preparation);
  }

  gauge(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "gauge", look });
  }

  counter(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "counter", look });
  }

  histogram(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "histogram", look });
  }

  /** All metrics as they are now. */
  text(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const encoder = new TextEncoder();
    const lines = this.#lines();
    return new ReadableStream({
      start: async () => {
        await Promise.all(this.#preparations.map((prepare) => prepare()));
      },
      pull: (controller) => {
        let piece = "";
        while (piece.length < pieceLength) {
          const { value, done } = lines.next();
          if (done === true) break;
          piece += value;
        }
        if (piece === "") controller.close();
        else controller.enqueue(encoder.encode(piece));
      },
    });
  }

  *#lines(): Generator<string, undefined> {
    for (const { name, help, type, look } of this.#metrics) {
      yield `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      for (const { labels, value, suffix = "" } of look()) yield `${name}${suffix}${labelsText(labels)} ${value}\n`;
    }
  }
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return "";
  let text = "";
  for (const name in labels) text += `${text === "" ? "" : ","}${name}="${escaped(labels[name] ?? "")}"`;
  return text === "" ? "" : `{${text}}`;
}

function escaped(text: string): string {
  return /["\\\n]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n") : text;
}
